"""What reads and writes files of strangers, in a process of its own: `python -I -c … FOLDER`.

It knows only NumPy, Shapely and pyogrio. In the folder lie `plan.json` (what to do) and the file
itself under a name of ours; out come `head.json` and files of rows.
"""
