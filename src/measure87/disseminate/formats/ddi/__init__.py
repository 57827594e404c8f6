"""DDI Codebook: what the survey is and which of its variables were used, without any data."""

from measure87.disseminate.formats.ddi.codebook import FORMAT, codebook

__all__ = ["FORMAT", "codebook"]
