"""One module for each way out: what it is given is a `Parcel`, what it answers is an `Outcome`."""
