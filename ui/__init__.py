"""Every door of Listenwell: the window and the command line."""
