"""The map as OGC API: what its documents say and how questions are read; see `routes/ogc_*`."""
