"""An invented evening with every kind of finding, for pages; no table is needed for it."""

from measure87.vocabulary.releases.evening import (
    Evening,
    EveningBackCheck,
    EveningCall,
    EveningCheck,
    EveningCorrections,
    EveningFinding,
    EveningHeaping,
    EveningInterviewer,
    EveningItem,
    EveningProgress,
    EveningVariance,
    EveningVersion,
)

SAID = {
    "consent_without": {"count": 5},
    "consent_interviewer": {"interviewer": "B", "own": 0.41, "others": 0.05},
    "progress_not_sampled": {"count": 3},
    "second_visits_again": {"count": 11, "alarm": False},
    "second_visits_given_up": {"count": 2, "alarm": False},
    "duplicate_keys_twice": {"count": 1},
    "duplicate_keys_nameless": {"count": 2},
    "near_identical_pairs": {"count": 4, "share": 0.97, "usual": 0.613},
    "versions_old": {"count": 12},
    "versions_none_current": {"count": 500},
    "times_of_day_backward": {"count": 1},
    "times_of_day_overlap": {"count": 2},
    "times_of_day_night": {"count": 1},
    "short_interviews_short": {"count": 3},
    "short_interviews_interviewer": {"interviewer": "K", "own": 11.26, "others": 48.7},
    "gps_outside": {"count": 4},
    "gps_unknown": {"count": 51, "alarm": False},
    "gps_interviewer_unknown": {"interviewer": "T", "own": 1.0, "others": 0.055},
    "item_nonresponse_question_not_known": {"item": "debt", "share": 0.52, "limit": 0.2},
    "item_nonresponse_question_blank": {"item": "debt", "share": 0.17, "limit": 0.05},
    "item_nonresponse_interviewer_blank": {"interviewer": "C", "own": 0.2, "others": 0.01},
    "item_nonresponse_interviewer_refused": {"interviewer": "C", "own": 0.2, "others": 0.01},
    "item_nonresponse_interviewer_not_known": {"interviewer": "C", "own": 0.2, "others": 0.0123},
    "outliers_far": {"item": "age", "count": 2},
    "interviewer_variance_high": {"item": "debt", "share": 0.55, "lower": 0.4, "upper": 0.73},
    "interviewer_variance_unclear": {
        "item": "debt",
        "share": 0.55,
        "lower": 0.4,
        "upper": 0.73,
        "alarm": False,
    },
    "interviewer_variance_high_sensitive": {"item": "co1"},
    "interviewer_variance_unclear_sensitive": {"item": "co1", "alarm": False},
    "heaping_ages": {"item": "age", "index": 181.3, "limit": 125.0},
    "heaping_interviewer": {"item": "age", "interviewer": "G", "own": 1.0, "others": 0.21},
    "straight_lining_interviewer": {"item": "debt", "interviewer": "H", "own": 0.9, "others": 0.1},
    "straight_lining_interviewer_sensitive": {"item": "co1", "interviewer": "H"},
    "back_checks_interviewer_type_1": {"interviewer": "L", "share": 0.39, "limit": 0.1},
    "back_checks_interviewer_type_2": {"interviewer": "L", "share": 0.25, "limit": 0.1},
    "corrections_refused": {"count": 2},
}
"""Every sentence of the page with its values."""
CHECKS = tuple(dict.fromkeys(
    name for key in SAID for name in (
        "consent", "progress", "second_visits", "duplicate_keys", "near_identical", "versions",
        "times_of_day", "short_interviews", "gps", "item_nonresponse", "outliers",
        "interviewer_variance", "heaping", "straight_lining", "back_checks", "corrections",
    ) if key.startswith(f"{name}_")
))  # fmt: skip
REASONS = ("no-sample", "no-case", "no-result", "no-version", "no-times", "no-time-zone",
           "no-positions", "no-consent", "no-numbers", "no-blocks", "no-back-checks", "no-types",
           "too-few", "no-match")  # fmt: skip
LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru")


def _finding(key, about):
    check = next(name for name in CHECKS if key.startswith(f"{name}_"))
    fields = {k: about[k] for k in ("item", "interviewer", "count", "alarm") if k in about}
    numbers = {k: v for k, v in about.items() if k not in fields} or None
    return EveningFinding(check=check, says=key[len(check) + 1 :], numbers=numbers, **fields)


def label(word):
    """Words of a question, in brackets in every language: they are the form's."""
    return dict.fromkeys(LANGUAGES, f"⟦{word}⟧")


def an_evening(**changes):
    """An evening on which everything was found."""
    about = {
        "schema": 1, "measure87": "0", "evening": "2027-03-20", "form": "⟦form⟧", "version": "3",
        "interviews": 500, "deleted": 2, "rejected": 1, "alpha": 0.01,
        "checks": tuple(
            EveningCheck(name=name, sort="statistical", alarms=n, comparisons=1000 * n, alpha=0.001,
                         not_made=REASONS[n] if n < len(REASONS) else None)
            for n, name in enumerate(CHECKS)
        ),
        "findings": tuple(_finding(key, about) for key, about in SAID.items()),
        "interviewers": (
            EveningInterviewer(label="A", interviews=25, not_known=0.031, minutes=41.5),
            EveningInterviewer(label="B", interviews=7),
        ),
        "progress": (
            EveningProgress(sampled=60, visited=50, complete=45),
            EveningProgress(sampled=20, visited=20, complete=20, unit="⟦EA1⟧"),
            EveningProgress(sampled=40, visited=30, complete=25, unit="⟦EA2⟧"),
        ),
        "items": (
            EveningItem(item="age", table="person", asked=2000, answered=1990, blank=4, refused=3,
                        not_known=3),
            EveningItem(item="co1", table="main", answered=450, refused=10, not_known=5,
                        sensitive=True),
        ),
        "variance": (
            EveningVariance(item="debt", share=0.55, lower=0.4, upper=0.73, interviewers=20,
                            interviews=475),
            EveningVariance(item="age", share=-0.01, lower=-0.02, upper=0.04, interviewers=20,
                            interviews=475),
        ),
        "heaping": (
            *(EveningHeaping(item="age", index="whipple", value=100.0 + 20 * n, n=1463, grade=grade)
              for n, grade in enumerate(
                  ("highly-accurate", "fairly-accurate", "approximate", "rough", "very-rough"))),
            EveningHeaping(item="age", index="myers", value=4.5, n=2076),
        ),
        "back_checks": (
            EveningBackCheck(item="age", type=1, pairs=100, differ=12, reliability=0.951),
            EveningBackCheck(item="debt", type=3, pairs=4, differ=1),
        ),
        "versions": (EveningVersion(version="2", interviews=12),
                     EveningVersion(version="3", interviews=488)),
        "corrections": EveningCorrections(applied=7, refused=dict.fromkeys(
            ("no-interview", "no-question", "no-row", "other-value", "no-choice", "wrong-type",
             "no-reason", "no-day"), 1,
        )),
        "labels": {name: label(name) for name in ("age", "debt", "co1")},
    }  # fmt: skip
    return Evening(**(about | changes))


CALLS = (
    EveningCall(check="gps", says="outside", case="12/3", interview="uuid:1"),
    EveningCall(check="outliers", says="far", case="12/3", interview="uuid:1", item="age"),
    EveningCall(check="second_visits", says="again", case="=cmd|' /C calc'!A0"),
)
