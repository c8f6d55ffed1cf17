"""Files of layers: read in a process apart, previewed, taken over by a job, and written."""
