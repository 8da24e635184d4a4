"""The commands, one file each: every file has ``run(options, console)``, which returns the exit code."""
