"""Events of real clips compared with what people saw in them."""
