"""What sums and differences of shown figures give back, and hiding until they give nothing."""
