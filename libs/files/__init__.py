"""Files larger than a message, on their way in and out of a service: for gis, for indicators."""
