"""What stands between the network and the views: threads, limits, headers, and clear answers when something is wrong."""
