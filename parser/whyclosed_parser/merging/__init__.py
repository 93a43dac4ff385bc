"""Several pages of one order become one `Order`."""
