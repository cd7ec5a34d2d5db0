"""The embedded services and the product on them."""
