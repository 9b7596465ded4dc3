"""The review desk: the screens on which an office decides its applications, for its own people alone."""
