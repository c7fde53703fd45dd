"""今日: what waits, who came, and this month's figures."""
