"""What a recommendation rests on, on its staff page: evidence, papers about it, needs and assessments."""
