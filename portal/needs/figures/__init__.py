"""What is counted of needs: functions over rows already chosen, without a request and without formatting."""
