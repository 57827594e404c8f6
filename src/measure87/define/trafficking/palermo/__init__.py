"""Trafficking in persons, Palermo Protocol: act, means and purpose; of a child act and purpose."""
