"""Invented interviews of the recorded form, as a phone sends them."""

from uuid import NAMESPACE_URL, uuid5


def interview_id(number):
    return f"uuid:{uuid5(NAMESPACE_URL, f'invented interview {number}')}"


def members_xml(names, jobs=1):
    job = (
        "<job><job_title>farm</job_title><job_hours>{h}</job_hours><pay>12.50</pay>"
        "<hazards>dust night</hazards></job>"
    )
    return "".join(
        f"<member><line>{at}</line><name>{name}</name><sex>{1 + at % 2}</sex><age>{5 + at}</age>"
        f"<worked>1</worked><chores>water cook</chores><chore_hours>9.0</chore_hours>"
        + "".join(job.format(h=at + one) for one in range(jobs))
        + "<work_hours>7</work_hours><work_hours_int>7</work_hours_int></member>"
        for at, name in enumerate(names, start=1)
    )


def interview_xml(
    number, names=("Ada", "Ben"), *, version="1.0", instance=None, before=None, extra="",
    form="hh_work", gps="-1.25 36.80 1600.0 3.0", remarks="ok", photo="", jobs=1,
):  # fmt: skip
    meta = f"<instanceID>{instance or interview_id(number)}</instanceID>"
    if before:
        meta += f"<deprecatedID>{before}</deprecatedID>"
    return (
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="{version}">'
        f"<start>2031-03-03T07:00:12.000+05:30</start><end>2031-03-03T08:00:12.9-03:00</end>"
        f"<today>2031-03-03</today><area>A01</area><enumerator>E01</enumerator>"
        f"<hh_number>{number}</hh_number><hh_id>A01-{number}</hh_id><consent>1</consent>"
        f"<visit><gps>{gps}</gps><visit_date>2031-03-03</visit_date>"
        f"<visit_time>07:30:00.000+00:00</visit_time></visit>"
        f"{members_xml(names, jobs)}<n_members>{len(names)}</n_members>"
        f"<n_members_int>{len(names)}</n_members_int><photo>{photo}</photo>{extra}"
        f"<remarks>{remarks}</remarks><meta><audit/>{meta}"
        f"<instanceName>HH {number}</instanceName></meta></data>"
    )
