"""补贴申请: taking, reviewing and returning claims, with legal moves only."""
