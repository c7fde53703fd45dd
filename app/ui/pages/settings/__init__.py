"""设置: the station, its people, its care, its trail."""
