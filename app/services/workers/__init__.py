"""Workers: registering, finding and what is dated about them."""
