"""The figures of many units by one build, through the command."""
