"""The classroom app: pages that compare, teach, edit and share, and the engine behind them."""
