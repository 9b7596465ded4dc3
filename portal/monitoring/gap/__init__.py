"""What needs lack: those that nobody pays for yet, and the gap by place and by sector."""
