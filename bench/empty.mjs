// Nothing: what a start of Node costs.
