"""Log-linear models of the histories: existence, fit, and ways to choose one."""
