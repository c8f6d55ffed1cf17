"""Rules as data: what is looked for in the figures of a polling station.

`domain` says what a rule is and `expressions` how one is written, `checks` makes of it what runs
for each submission; `checking` looks at records again where more than one form's figures count.
"""
