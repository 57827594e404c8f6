"""Statuses on trafficking in persons: acts, means and purposes, of each job or apart from jobs."""

from measure87.vocabulary.columns.table import Column

ACT_COLUMNS = (
    Column("act_recruited", "status", "somebody recruited her for this work"),
    Column("act_transported", "status", "somebody transported her for this work"),
    Column("act_transferred", "status", "somebody transferred her to others for this work"),
    Column("act_harboured", "status", "somebody harboured her for this work"),
    Column("act_received", "status", "somebody received her from others for this work"),
)
MEANS_COLUMNS = (
    Column(
        "means_force_or_coercion",
        "status",
        "threat or use of force or other forms of coercion in the act",
    ),
    Column("means_abduction", "status", "abduction in the act"),
    Column("means_fraud_or_deception", "status", "fraud or deception in the act"),
    Column(
        "means_abuse_of_power",
        "status",
        "abuse of power or of a position of vulnerability in the act",
    ),
    Column(
        "means_payment_to_controller",
        "status",
        "payments or benefits to achieve the consent of a person having control over her",
    ),
)
PURPOSE_COLUMNS = (
    Column(
        "purpose_sexual_exploitation",
        "status",
        "for the exploitation of prostitution or other sexual exploitation, in place or intended",
    ),
    Column("purpose_forced_labour", "status", "for forced labour or services, or intended for it"),
    Column("purpose_slavery", "status", "for slavery or similar practices, or intended for it"),
    Column("purpose_servitude", "status", "for servitude, or intended for it"),
    Column("purpose_organ_removal", "status", "for the removal of organs, or intended for it"),
    Column("purpose_other", "status", "for another form of exploitation, or intended for it"),
)
APART_COLUMNS = (
    Column(
        "act_apart",
        "status",
        "recruited, transported, transferred, harboured or received by somebody in the reference "
        "period, apart from every recorded job",
    ),
    Column("means_apart", "status", "one of the means of trafficking was used in that act"),
    Column("purpose_apart", "status", "that act was for exploitation, in place or intended"),
    Column(
        "age_at_act", "integer", "age at that act; null: age at interview", unit="completed years"
    ),
)
