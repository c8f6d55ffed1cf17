"""What walls show: scenes of panels on a grid, walls that turn them, and who calls one."""
