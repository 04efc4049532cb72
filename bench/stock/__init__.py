"""Stock Rasa's configuration, and its action server with our actions."""
