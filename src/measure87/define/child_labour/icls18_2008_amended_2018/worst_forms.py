"""Is a child in a worst form of child labour other than hazardous work?"""

import narwhals as nw

from measure87.define.child_labour.hazards import any_told
from measure87.define.rule import rule
from measure87.vocabulary.citation import Cite, cites
from measure87.vocabulary.status import any_of

_OTHER_FORMS = (
    Cite("SDG-871-META-2021", at="other worst forms, paragraphs 33-34 as amended", seen="printed"),
    Cite("ICLS20-CL-2018", at="other worst forms, paragraphs 33-34 as amended", seen="secondary"),
)
"""The custodians' metadata number the paragraphs; the resolution itself was not read."""


@cites(
    Cite("C182", at="Article 3(a)", seen="printed"),
    *_OTHER_FORMS,
)
@rule(level="person")
def in_slavery_or_similar(worst_form_3a: nw.Expr, economic_activity: nw.Expr) -> nw.Expr:
    """Child in slavery or similar practices: sale, trafficking, debt bondage, forced labour."""
    return any_told(economic_activity, worst_form_3a)


@cites(
    Cite("C182", at="Article 3(b)", seen="printed"),
    *_OTHER_FORMS,
)
@rule(level="person")
def in_sexual_exploitation(worst_form_3b: nw.Expr, economic_activity: nw.Expr) -> nw.Expr:
    """Child used, procured or offered for prostitution or pornography."""
    return any_told(economic_activity, worst_form_3b)


@cites(
    Cite("C182", at="Article 3(c)", seen="printed"),
    *_OTHER_FORMS,
)
@rule(level="person")
def in_illicit_activities(worst_form_3c: nw.Expr, economic_activity: nw.Expr) -> nw.Expr:
    """Child used, procured or offered for illicit activities, in particular drugs."""
    return any_told(economic_activity, worst_form_3c)


@cites(*_OTHER_FORMS)
@rule(level="person")
def in_other_worst_form(
    in_slavery_or_similar: nw.Expr | None = None,
    in_sexual_exploitation: nw.Expr | None = None,
    in_illicit_activities: nw.Expr | None = None,
) -> nw.Expr:
    """Child in a worst form of child labour other than hazardous work.

    Reading: most household surveys do not ask; such a survey says nothing here.
    """
    forms = (in_slavery_or_similar, in_sexual_exploitation, in_illicit_activities)
    asked = [form for form in forms if form is not None]
    return any_of(*asked) if asked else nw.lit(None, dtype=nw.Int8)
