"""What each role of a service does, one module each, loaded by `libs.kit.run` when it is asked."""
