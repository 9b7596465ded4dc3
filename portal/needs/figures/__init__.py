"""What is counted of needs, one function a figure."""
