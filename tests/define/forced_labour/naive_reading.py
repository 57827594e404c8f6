"""Forced labour by an independent, naive reading, person by person.

Plain loops over plain rows. It shares no code with the rules: both criteria are sought among
all pairs of rows, of different answers or of a pair that one answer may serve, where the rules
count answers.
"""

from datetime import date, timedelta

from measure87.classify import days_share_columns
from measure87.define import load_definition
from tests.define.forced_labour.invented_surveys import MAYBE, NO, YES, Survey

PERIOD_DAYS, PERIOD_YEARS = 1826, 5
REFERENCE_DATE = date(2025, 3, 15)
PERIOD_BEGAN = date(2020, 3, 15)
DEFINITION = "forced_labour/icls20_2018"
FOUR_ITEMS = {"IN1", "IN2", "IN3", "IN4"}
OTHER_THAN_AGREED = {"IN7", "IN8"}
ONE_QUESTION_MAY_SERVE = {("IN1", "CO3"), ("IN9", "CO2"), ("IN9", "CO3")}
READINGS = (
    None,
    "consent_in_four_items",
    "consent_always_asked",
    "without_co_working",
    "witnessed_counts",
)
WITH_DAYS = ("forced_labour_adults", "forced_labour_children", "forced_labour")


def known(answer):
    return MAYBE if answer is None else answer


def opposite(answer):
    return YES - answer


def any_asked(answers):
    """The greatest of the answers that were given; None if nobody asked."""
    return max((a for a in answers if a is not None), default=None)


def years_later(day, years):
    return day.replace(year=day.year + years)


def age_on(day, born):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class NaiveSurvey:
    """All persons of a survey, judged one by one."""

    def __init__(self, survey: Survey, reading: str | None):
        self.reading = reading
        self.persons = {p["person_id"]: p for p in survey.persons}
        self.lines = {(p["household_id"], p["line"]): p for p in survey.persons}
        self.jobs = {i: [] for i in self.persons}
        self.rows = {}
        for job in map(self.without_impossible_ages, survey.jobs):
            self.jobs[job["person_id"]].append(job)
        for row in survey.circumstances:
            for job_id in self.same_episode(row["person_id"], row["job_id"]):
                # Two jobs have two questionnaires, also where both make one episode.
                told = {**row, "question": (row["job_id"], row["question"])}
                self.rows.setdefault((row["person_id"], job_id), []).append(told)

    def without_impossible_ages(self, job):
        """The job as if an age above that at the interview had not been told."""
        now, ages = self.age_now(job), ("age_at_episode", "start_age", "end_age")
        beyond = [n for n in ages if job[n] is not None and now is not None and job[n] > now]
        return job | dict.fromkeys(beyond)

    def same_episode(self, person_id, job_id):
        """The job and those that `episode_id` ties to it."""
        (own,) = [job for job in self.jobs[person_id] if job["job_id"] == job_id]
        tie = own["episode_id"]
        others = [j["job_id"] for j in self.jobs[person_id] if j["episode_id"] == tie]
        return [job_id] if tie is None else others

    def days(self, job):
        """Days told of a job; those of an episode of several jobs stand once.

        At the first of the jobs that are the surest to be of the period.
        """
        names = self.same_episode(job["person_id"], job["job_id"])
        tied = [j for j in self.jobs[job["person_id"]] if j["job_id"] in names]
        if len(tied) > 1:
            surest = max(self.in_period(j) for j in tied)
            if job["job_id"] != min(j["job_id"] for j in tied if self.in_period(j) == surest):
                return 0.0
        # So many days the period does not have, or nobody: as if they had not been told.
        told = [j["days"] for j in tied if j["days"] is not None]
        return max((d for d in told if 0 <= d <= PERIOD_DAYS + 1), default=None)

    def told(self, job, letter):
        return [
            r
            for r in self.rows.get((job["person_id"], job["job_id"]), [])
            if r["item"].startswith(letter) and r["answer"] is not None
        ]

    # One job

    def age_now(self, job):
        return self.persons[job["person_id"]]["age_years"]

    def age(self, job):
        """Age during the episode; of a job of which no time was told, the age at interview."""
        ends = (self.ages_at(job, "start"), self.ages_at(job, "end"))
        if job["age_at_episode"] is None and ends == (None, None):
            return self.age_now(job)
        return job["age_at_episode"]

    def ages_at(self, job, which):
        """The youngest and the oldest that she can have been then; None where nothing tells it."""
        if job[f"{which}_age"] is not None:
            return (job[f"{which}_age"],) * 2
        day, now = job[f"{which}_date"], self.age_now(job)
        if day is None or now is None:
            return None
        latest = years_later(REFERENCE_DATE, 1)  # the interview, and that day was her birthday
        earliest = years_later(REFERENCE_DATE, -1)  # and tomorrow was her birthday
        eldest = years_later(earliest, -now - 1) + timedelta(days=1)
        return age_on(day, years_later(latest, -now)), min(age_on(day, eldest), now)

    def goes_on(self, job):
        """Whether she is still there; None where nothing tells it."""
        ended = job["end_date"] is not None or job["end_age"] is not None
        if job["goes_on"] is not None:
            return job["goes_on"]
        if job["in_reference_week"] == YES:
            return YES
        if job["in_reference_week"] is not None:
            return NO if ended else None
        if ended or self.in_period(job) == NO:
            return NO
        now, then = self.age_now(job), job["age_at_episode"]
        return None if now is not None and then is not None and then < now else YES

    def of_the_week(self, job):
        if job["in_reference_week"] is not None:
            return job["in_reference_week"]
        return NO if self.in_period(job) == NO or self.goes_on(job) == NO else YES

    def is_adult(self, job):
        ages = [(self.age(job),) * 2 if self.age(job) is not None else None]
        ages += [self.ages_at(job, "start"), self.ages_at(job, "end")]
        found = [YES if a >= 18 else NO if b < 18 else MAYBE for a, b in filter(None, ages)]
        now = self.age_now(job)
        still = self.goes_on(job)
        if still is not None and still != NO:
            found.append(min(still, MAYBE if now is None else YES if now >= 18 else NO))
        if ages[1] is not None and ages[2] is None:
            found.append(NO if now is not None and now < 18 else MAYBE)
        return max(found, default=MAYBE)

    def is_child(self, job):
        found, now = [], self.age_now(job)
        when_it_began = MAYBE if now is None else YES if now - PERIOD_YEARS < 18 else NO
        start, end = self.ages_at(job, "start"), self.ages_at(job, "end")
        if self.age(job) is not None:
            found.append(YES if self.age(job) < 18 else NO)
        if start is not None:
            young = NO if start[0] >= 18 else YES if start[1] < 18 else MAYBE
            found.append(min(young, when_it_began))
        if end is not None and end[1] < 18:
            found.append(YES)
        elif end is not None and start is None and self.age(job) is None:
            found.append(min(MAYBE, when_it_began))
        return max(found, default=MAYBE)

    def in_period(self, job):
        if job["in_reference_period"] is not None:
            return job["in_reference_period"]
        still = [job[name] or NO for name in ("goes_on", "in_reference_week")]
        return max(self.placed(job), *still)

    def placed(self, job):
        now = self.age_now(job)
        if job["end_date"] is not None:
            if job["end_date"] >= PERIOD_BEGAN:
                return YES
            return MAYBE if job["end_date"] >= years_later(PERIOD_BEGAN, -1) else NO
        if now is not None and job["end_age"] is not None:
            return NO if now - job["end_age"] > PERIOD_YEARS else YES
        if now is not None and job["age_at_episode"] is not None:
            return MAYBE if now - job["age_at_episode"] > PERIOD_YEARS else YES
        return YES

    def not_excluded(self, job):
        conditions = {
            "EX_MIL": [known(job["purely_military"])],
            "EX_CIVIC": [known(job["self_governing_citizens"])],
            "EX_PRISON": [
                known(job["public_supervision"]),
                opposite(known(job["hired_to_private"])),
                opposite(known(job["c105_purpose"])),
            ],
            "EX_EMERG": [known(job["population_endangered"])],
            "EX_COMMUNAL": [
                known(job["community_direct_interest"]),
                known(job["community_consulted"]),
            ],
        }
        kind = job["exclusion"]
        if kind is None:
            return YES
        if kind == "EX_UNKNOWN":
            could_be = max(min(answers) for answers in conditions.values())
            return opposite(min(MAYBE, could_be))
        return opposite(min(conditions[kind]))

    def lacked_consent(self, row, narrow=False):
        """Whether free and informed consent was lacking, as far as it was told."""
        narrow = narrow or self.reading == "consent_in_four_items"
        always = self.reading == "consent_always_asked"
        if row["item"] == "IN9" and not narrow and not always:
            return YES  # she speaks of now; what she agreed to was at the beginning
        if row["consent_lacked"] is not None:
            return row["consent_lacked"]
        trusted = row["item"] in FOUR_ITEMS
        if not narrow:
            quoted = row["item"] == "INX" and row["consent_in_words"] == YES
            trusted = trusted or row["item"] in OTHER_THAN_AGREED or quoted
        return YES if trusted and not always else MAYBE

    def involuntary(self, job, narrow=False):
        """Rows that tell of a circumstance, each with the status of the first criterion."""
        return [(r, min(r["answer"], self.lacked_consent(r, narrow))) for r in self.told(job, "IN")]

    def two_answers(self, job, narrow=False):
        """Both criteria by different answers; one that nobody asked about could hold."""
        first = [(r["question"], s) for r, s in self.involuntary(job, narrow)]
        second = [(r["question"], r["answer"]) for r in self.told(job, "CO")]
        first = first or [("nobody asked 1", MAYBE)]
        second = second or [("nobody asked 2", MAYBE)]
        return max((min(i, c) for q, i in first for p, c in second if p != q), default=NO)

    def both_criteria(self, job, narrow=False):
        one_answer = [
            min(said, row["answer"])
            for other, said in self.involuntary(job, narrow)
            for row in self.told(job, "CO")
            if row["question"] == other["question"]
            and (other["item"], row["item"]) in ONE_QUESTION_MAY_SERVE
        ]
        return max([self.two_answers(job, narrow), *one_answer, self.bondage(job)])

    def bondage(self, job):
        """Born or sold into the work: never a no, whatever menace was denied."""
        return min(
            MAYBE, max((s for r, s in self.involuntary(job) if r["item"] == "IN1"), default=NO)
        )

    def adult_if(self, job, criteria):
        return min(self.in_period(job), self.is_adult(job), self.not_excluded(job), criteria)

    def adult_forced(self, job):
        return self.adult_if(job, self.both_criteria(job))

    def criterion(self, statuses):
        return max(statuses, default=MAYBE)

    def adult_any_item(self, job):
        inv = max((r["answer"] for r in self.told(job, "IN")), default=MAYBE)
        coe = max((r["answer"] for r in self.told(job, "CO")), default=MAYBE)
        return self.adult_if(job, max(min(inv, coe), self.bondage(job)))

    def third_party(self, job):
        found = []
        for row in self.told(job, "CO"):
            by = {"parents": NO, None: MAYBE}.get(row["by_whom"], YES)
            on = YES
            if self.reading == "witnessed_counts":
                if row["on_whom"] == "others" and row["mode"] != "witnessed":
                    on = NO
            elif row["on_whom"] == "others" or (
                row["on_whom"] is None and row["mode"] == "witnessed"
            ):
                on = NO
            if row["on_whom"] == "unknown" and not (
                self.reading == "witnessed_counts" and row["mode"] == "witnessed"
            ):
                on = MAYBE
            found.append(min(row["answer"], by, on))
        return max(found, default=MAYBE)

    def child(self, job):
        return min(self.in_period(job), self.is_child(job))

    def route_1(self, job):
        return min(
            self.child(job),
            self.not_excluded(job),
            known(job["for_third_party"]),
            self.third_party(job),
        )

    def route_2(self, job):
        return min(
            self.child(job),
            self.not_excluded(job),
            known(job["with_or_for_parents"]),
            self.third_party(job),
        )

    def route_3(self, job):
        together = known(job["with_or_for_parents"])
        if self.reading == "without_co_working":
            together = YES
        return min(self.child(job), together, self.parents_then(job))

    def route_4(self, job):
        forms = [job["worst_form_3a"], job["worst_form_3b"], job["worst_form_3c"]]
        return min(self.child(job), known(any_asked([*forms, job["commercial_sexual"]])))

    def sexual(self, job):
        child = job["worst_form_3b"] if self.is_child(job) != NO else None
        return known(any_asked([job["commercial_sexual"], child]))

    def private(self, job):
        if job["imposed_by"] is None:
            return YES if job["commercial_sexual"] == YES else MAYBE
        return YES if job["imposed_by"] == "private" else NO

    def forced(self, job):
        children = max(self.route_1(job), self.route_2(job), self.route_3(job), self.route_4(job))
        return max(self.adult_forced(job), children)

    # One person

    def over_jobs(self, person, judge):
        """The greatest over her jobs; without a job no, unless she did not answer on work."""
        answers = [judge(job) for job in self.jobs[person["person_id"]]]
        if answers:
            return max(answers)
        return NO if person["answered_on_work"] in (None, YES) else MAYBE

    def jobless_worst_form(self, person, letters="abc"):
        age = person["age_years"]
        jobs = self.jobs[person["person_id"]]
        of_jobs = any_asked([job[f"worst_form_3{x}"] for job in jobs for x in "abc"])
        if age is not None and age >= 18:
            return NO
        answered = bool(jobs) or person["answered_on_work"] in (None, YES)
        sure = opposite(NO if of_jobs is None else of_jobs) if answered else MAYBE
        sure = min(sure, MAYBE) if age is None else sure
        told = any_asked([person[f"worst_form_3{x}"] for x in letters])
        return min(sure, NO if told is None else told)

    def parents(self, child):
        """Co-resident parents; None for one of whom no row is known."""
        lines = (child["mother_line"], child["father_line"])
        return [self.lines.get((child["household_id"], n)) for n in lines if n != 0]

    def parents_then(self, job):
        """Whether a parent was in forced labour at the time of a child's job."""
        parents = self.parents(self.persons[job["person_id"]])
        found = [MAYBE if parent is None else self.own_work_then(parent, job) for parent in parents]
        return max(found, default=MAYBE)

    def own_work_then(self, person, childs_job):
        judges = (self.adult_forced, self.route_1, self.route_2, self.route_4)
        found = [
            min(max(judge(job) for judge in judges), self.overlap(childs_job, job))
            for job in self.jobs[person["person_id"]]
        ]
        # A worst form without a job has no time, and who did not answer on work may have had any.
        found.append(min(MAYBE, self.jobless_worst_form(person)))
        unasked = person["answered_on_work"] not in (None, YES)
        jobless = not self.jobs[person["person_id"]]
        return max([*found, MAYBE if unasked and jobless else NO])

    def overlap(self, one, other):
        told = [self.days(job) for job in (one, other)]
        if None not in told and sum(told) > PERIOD_DAYS:
            return YES
        return min(self.began_before_end(one, other), self.began_before_end(other, one))

    def began_before_end(self, one, other):
        return max(self.began_before_told_end(one, other), self.goes_on(other) or NO)

    def began_before_told_end(self, one, other):
        if one["start_date"] is not None and other["end_date"] is not None:
            return YES if one["start_date"] <= other["end_date"] else NO
        ages = (self.age_now(one), one["start_age"], self.age_now(other), other["end_age"])
        if None in ages:
            return MAYBE
        began, ended = ages[0] - ages[1], ages[2] - ages[3]
        if began >= ended + 2:  # years before the interview, each a year more or less
            return YES
        return NO if began <= ended - 2 else MAYBE

    def debt(self, job):
        rows = [r["answer"] for r in self.told(job, "CO3")]
        return min(self.forced(job), max(rows, default=MAYBE))

    def measures(self, person):
        """Status of each measure, without regard to its ages."""

        def jobs(judge):
            return self.over_jobs(person, judge)

        jobless = self.jobless_worst_form(person)
        form_unknown = min(
            MAYBE, jobless, known(any_asked([person[f"worst_form_3{x}"] for x in "ac"]))
        )
        jobless_sexual = min(jobless, known(person["worst_form_3b"]))
        routes = [jobs(r) for r in (self.route_1, self.route_2, self.route_3, self.route_4)]
        children = max(*routes, jobless)
        return {
            "forced_labour_adults": jobs(self.adult_forced),
            "forced_labour_children": children,
            "forced_labour_children_0_to_17": children,
            "forced_labour": max(jobs(self.adult_forced), children),
            "forced_labour_private": max(
                jobs(lambda j: min(self.forced(j), self.private(j))), jobless_sexual, form_unknown
            ),
            "forced_labour_state": max(
                jobs(lambda j: min(self.forced(j), opposite(self.private(j)))), form_unknown
            ),
            "forced_labour_commercial_sexual": max(
                jobs(lambda j: min(self.adult_forced(j), self.private(j), self.sexual(j))),
                jobs(lambda j: min(self.child(j), self.sexual(j))),
                jobless_sexual,
            ),
            "forced_labour_exploitation": max(
                jobs(lambda j: min(self.forced(j), self.private(j), opposite(self.sexual(j)))),
                form_unknown,
            ),
            "forced_labour_adults_any_item": jobs(self.adult_any_item),
            "forced_labour_adults_narrow_consent": jobs(
                lambda j: self.adult_if(j, self.both_criteria(j, narrow=True))
            ),
            "forced_labour_adults_one_answer": min(
                jobs(self.adult_forced),
                opposite(jobs(lambda j: self.adult_if(j, self.two_answers(j)))),
            ),
            "involuntary_work_adults": jobs(
                lambda j: min(
                    self.in_period(j),
                    self.is_adult(j),
                    self.criterion(s for _, s in self.involuntary(j)),
                )
            ),
            "work_under_menace_adults": jobs(
                lambda j: min(
                    self.in_period(j),
                    self.is_adult(j),
                    self.criterion(r["answer"] for r in self.told(j, "CO")),
                )
            ),
            "forced_labour_debt_bondage": max(jobs(self.debt), min(MAYBE, jobless)),
            "forced_labour_children_third_party": routes[0],
            "forced_labour_children_with_parents": routes[1],
            "forced_labour_children_of_forced_parents": routes[2],
            "forced_labour_children_worst_forms": max(routes[3], jobless),
        }

    def shares(self, person, measure, answer):
        """Least and greatest share of the reference period."""
        as_adult = measure == "forced_labour_adults"
        judge = self.adult_forced if as_adult else self.forced
        low = high = 0.0
        for job in self.jobs[person["person_id"]]:
            days = self.days(job)
            one_age = self.is_child(job) == NO or (not as_adult and self.is_adult(job) == NO)
            if judge(job) == YES:
                least = 1 if days is None else days
                low += least if one_age else min(1, least)
            if judge(job) != NO:
                high += PERIOD_DAYS if days is None else days
        if measure != "forced_labour_adults":
            jobless = self.jobless_worst_form(person)
            low += 1 if jobless == YES else 0
            high += PERIOD_DAYS if jobless != NO else 0
        if answer == MAYBE and not high:
            high = PERIOD_DAYS  # not asked: there may be any job
        low = min(low / PERIOD_DAYS, 1.0) if answer == YES else 0.0
        return low, (0.0 if answer == NO else min(high / PERIOD_DAYS, 1.0))


UNIVERSES = {name: measure.ages for name, measure in load_definition(DEFINITION).measures.items()}


def naive(survey: Survey, reading: str | None) -> dict:
    """Every measure of every person, and the shares of those with days."""
    judge = NaiveSurvey(survey, reading)
    suffix = f"_{reading}" if reading else ""
    found = {}
    for person_id, person in judge.persons.items():
        row = {}
        for measure, answer in judge.measures(person).items():
            low, high = UNIVERSES[measure]
            inside = person["age_years"] is not None and low <= person["age_years"] <= high
            row[measure + suffix] = answer if inside else None
            if measure in WITH_DAYS:
                least, most = judge.shares(person, measure, answer)
                _, low_name, high_name = days_share_columns(measure + suffix)
                row[low_name] = least if inside else None
                row[high_name] = most if inside else None
        found[person_id] = row
    return found
