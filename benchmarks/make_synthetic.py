"""Writes a knowledge base of any size that is made up, valid and always the same for a seed; see `--help`.

Nothing in it is true: it is there to measure how the checks, the build and the search bear many records.
The lists of tags and agencies are those of this project, so that pages look as real ones do.
"""

from __future__ import annotations

import argparse
import datetime
import random
import shutil
import sys
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from knowledgebase.bibliography import read_bibliography  # noqa: E402 -- found by the line above
from knowledgebase.ledger import LEDGER, Verification, hash_of, write_ledger  # noqa: E402

SHARES = {"research": 0.62, "activities": 0.22, "techniques": 0.12, "trainings": 0.04}
"""Of all records, by the folder of each kind; near those of the real knowledge base."""
SECTIONS = {
    "techniques": (
        "In one minute|How to do it|Why it works|When it does not work|Evidence|Try it in a training"
    ).split("|"),
    "research": "Question|Method|Findings|Limits|What it means for trainers".split("|"),
    "activities": "What it is|Who it is for|How it works|Evaluation and lessons|Sources".split("|"),
    "trainings": (
        "Overview|Before the training|Run sheet|Participants' handout|After the training|Why these techniques"
    ).split("|"),
}
WORDS = (
    "recall practice spacing feedback memory learner trainer session question answer group peer coach manager"
    " office field case example model worked problem story video paper pencil board visit plan goal habit"
    " transfer support reminder checklist quiz test delay week month result effect study sample control"
    " design measure adult student nurse officer official migrant border health rights data policy law"
    " language reader listener speaker task step error hint cue effort rest sleep attention motive trust"
    " culture region country city village school course seminar module unit handout slide map drawing"
).split()
VERBS = "asks shows helps finds compares explains repeats tests builds keeps gives takes names tells".split()
NAMES = (
    "Abara Bianchi Castro Diallo Eriksen Farah Garcia Haddad Ivanova Jensen Kamau Larsen Mensah Novak Okafor"
    " Petrov Quispe Rahman Silva Tanaka Umar Vargas Weber Xavier Yilmaz Zhang"
).split()
COUNTRIES = "KEN GHA PER NOR JPN IND FRA MEX".split()


class Maker:
    """Makes every text from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.keys: list[str] = []
        self.first_page: dict[str, int] = {}
        self.ids: dict[str, list[str]] = {folder: [] for folder in SHARES}
        self.tags: list[str] = []
        self.needs: list[str] = []
        self.agencies: list[str] = []

    def words(self, number: int) -> str:
        """So many words in a row."""
        return " ".join(self.chance.choice(WORDS) for _ in range(number))

    def sentence(self) -> str:
        """A sentence, its full stop included."""
        subject, rest = self.words(2).capitalize(), self.words(self.chance.randint(3, 7))
        return f"{subject} {self.chance.choice(VERBS)} {rest}."

    def sample(self, known: list[str], most: int, least: int = 1) -> list[str]:
        """Some of what is known, each once."""
        number = min(len(known), self.chance.randint(least, most))
        return self.chance.sample(known, number)

    def paragraph(self) -> str:
        """Sentences with citations and a cross-link or a locator."""
        sentences = [self.sentence() for _ in range(self.chance.randint(2, 5))]
        key, other = self.chance.choice(self.keys), self.chance.choice(self.keys)
        link = self.chance.choice(self.ids["techniques"])
        page = self.first_page[key]
        sentences[0] = f"{sentences[0][:-1]} [@{key}]."
        sentences[-1] = self.chance.choice(
            (
                f"As @{key} [p. {page + self.chance.randint(0, 19)}] says, {sentences[-1]}",
                f"{sentences[-1][:-1]} [see @{key}, pp. {page + 2}-{page + 4}; @{other}].",
                f"{sentences[-1]} See [[{link}]], or write `[[{link}]]`.",
                f"{sentences[-1]} More in [[{link}|{self.words(2)}]].",
            )
        )
        return " ".join(sentences)

    def body(self, folder: str) -> str:
        """The sections of a kind, each with some paragraphs."""
        parts: list[str] = []
        for title in SECTIONS[folder]:
            parts.append(f"## {title}\n")
            parts += [self.paragraph() + "\n" for _ in range(self.chance.randint(1, 3))]
            if title in {"How to do it", "Run sheet"}:
                parts.append("\n".join(f"{step}. {self.sentence()}" for step in range(1, 6)) + "\n")
        return "\n".join(parts)

    def reference(self, key: str, number: int) -> str:
        """A BibTeX record."""
        authors = [NAMES[number % len(NAMES)], self.chance.choice(NAMES), self.chance.choice(NAMES)]
        names = " and ".join(f"{name}, {self.chance.choice('ABCDEFGH')}." for name in authors)
        return (
            f"@article{{{key},\n"
            f"  author  = {{{names}}},\n"
            f"  title   = {{{self.words(7).capitalize()} {number}}},\n"
            f"  journal = {{Journal of {self.words(2).title()}}},\n"
            f"  year    = {{{1970 + number % 55}}},\n"
            f"  volume  = {{{number % 90 + 1}}},\n"
            f"  pages   = {{{self.first_page[key]}--{self.first_page[key] + 19}}},\n"
            f"  doi     = {{10.5555/synthetic.{number}}},\n"
            "}\n"
        )

    def record(self, folder: str, number: int) -> dict[str, object]:
        """The front matter of a record."""
        title = f"{self.words(5).capitalize()} {number}"
        fields: dict[str, object] = {
            "schema_version": 1,
            "title": title,
            "summary": self.sentence()[:190],
            "tags": self.sample(self.tags, 6, least=2),
            "created": "2026-01-15",
            "reviewed": "2026-11-01",
        }
        own: dict[str, object] = getattr(self, f"fields_of_{folder}")(number)
        return fields | own

    def fields_of_techniques(self, number: int) -> dict[str, object]:
        """The fields that techniques have besides the common ones."""
        own = self.ids["techniques"]
        others = [name for name in self.sample(own, 4) if name != own[number]]
        return {
            "also_known_as": [f"{self.words(3)} {number}"],
            "related": [{"id": name, "relation": "combines-with"} for name in others],
            "time": {"min": 5, "max": self.chance.randint(5, 90)},
            "delivery": ["in-person", "self-paced"],
            "cost": "low",
        }

    def outcome(self) -> dict[str, object]:
        """One result of a study."""
        effect = round(self.chance.uniform(-0.2, 1.1), 2)
        return {
            "outcome": self.words(3),
            "level": self.chance.choice(("reaction", "learning", "behaviour")),
            "direction": "benefit" if effect > 0.1 else "no-difference",
            "comparison": self.words(3),
            "measure": "g",
            "effect": effect,
            "ci": [round(effect - 0.15, 2), round(effect + 0.15, 2)],
            "k": self.chance.randint(5, 200),
            "n": self.chance.randint(60, 9000),
            "locator": f"Table {self.chance.randint(1, 9)}",
        }

    def fields_of_research(self, number: int) -> dict[str, object]:
        """The fields that research summaries have besides the common ones."""
        return {
            "source": self.keys[number],
            "techniques": self.sample(self.ids["techniques"], 2),
            "design": self.chance.choice(("meta-analysis", "rct", "quasi-experiment")),
            "participants": {"adults": "all", "countries": self.sample(COUNTRIES, 2)},
            "outcomes": [self.outcome() for _ in range(2)],
            "limitations": [self.sentence()],
        }

    def fields_of_activities(self, number: int) -> dict[str, object]:
        """The fields that activities have besides the common ones."""
        lead, *partners = self.sample(self.agencies, 4)
        return {
            "lead": lead,
            "partners": partners,
            "activity_type": self.chance.choice(("course", "e-learning", "toolkit", "mentoring")),
            "period": {"start": str(2000 + number % 20), "end": str(2001 + number % 20)},
            "countries": self.sample(COUNTRIES, 3),
            "languages": ["en", "fr"],
            "url": f"https://example.org/activities/{number}",
            "techniques": self.sample(self.ids["techniques"], 3),
            "needs": self.sample(self.needs, 2),
            "evaluations": [
                {"status": "internal", "level": "reaction", "date": "2021", "source": self.keys[number]}
            ],
            "lessons": [self.sentence()],
        }

    def fields_of_trainings(self, _number: int) -> dict[str, object]:
        """The fields that trainings have besides the common ones."""
        minutes = [self.chance.choice((15, 30, 45, 60)) for _ in range(5)]
        sessions = [
            {
                "title": self.words(3),
                "minutes": length,
                "technique": self.chance.choice(self.ids["techniques"]),
            }
            for length in minutes
        ]
        return {
            "objectives": [f"Write {self.words(4)}"],
            "duration": sum(minutes),
            "sessions": sessions,
            "assessment": {"learning": self.sentence()},
            "builds_on": self.sample(self.ids["activities"], 2),
            "partners": [{"agency": self.chance.choice(self.agencies), "role": "implementing"}],
        }


def make_knowledge_base(root: Path, number: int, seed: int, references: int | None = None) -> int:
    """Writes `number` records and so many references, or as many, below `root`; gives how many records.

    There are at least as many references as research summaries, since each summary is of one.
    """
    maker = Maker(seed)
    entries = root / "entries"
    entries.mkdir(parents=True, exist_ok=True)
    (root / "docs").mkdir(exist_ok=True)
    for name in ("vocabulary.yml", "agencies.yml"):
        shutil.copy(PROJECT / "entries" / name, entries / name)
    vocabulary = yaml.safe_load((entries / "vocabulary.yml").read_text(encoding="utf-8"))
    maker.tags = [tag for tag, item in vocabulary.items() if item["facet"] != "need"]
    maker.needs = [tag for tag, item in vocabulary.items() if item["facet"] == "need"]
    maker.agencies = list(yaml.safe_load((entries / "agencies.yml").read_text(encoding="utf-8")))
    if not maker.agencies:  # a knowledge base that was just started has none
        made = {f"agency-{letter}": {"name": f"Agency {letter.upper()}"} for letter in "abcdefgh"}
        (entries / "agencies.yml").write_text(yaml.safe_dump(made), encoding="utf-8")
        maker.agencies = list(made)
    counts = {folder: max(2, round(number * share)) for folder, share in SHARES.items()}
    maker.keys = sorted(
        f"{NAMES[index % len(NAMES)].lower()}{1970 + index % 55}x{index}"
        for index in range(max(number if references is None else references, *counts.values()))
    )
    maker.first_page = {key: index % 800 + 1 for index, key in enumerate(maker.keys)}
    maker.ids = {
        folder: [f"{maker.words(2).replace(' ', '-')}-{folder[:2]}{index}" for index in range(count)]
        for folder, count in counts.items()
    }
    write_bibliography(root, maker)
    for folder, names in maker.ids.items():
        (entries / folder).mkdir(exist_ok=True)
        for index, name in enumerate(names):
            fields = yaml.safe_dump(
                maker.record(folder, index), sort_keys=False, allow_unicode=True, width=110
            )
            text = f"---\n{fields}---\n\n{maker.body(folder)}"
            (entries / folder / f"{name}.md").write_text(text, encoding="utf-8")
    return sum(counts.values())


def write_bibliography(root: Path, maker: Maker) -> None:
    """Writes the references of `maker.keys` and the ledger that confirms them."""
    references = [maker.reference(key, index) for index, key in enumerate(maker.keys)]
    (root / "bibliography.bib").write_text("\n".join(references), encoding="utf-8")
    bibliography, _ = read_bibliography(root / "bibliography.bib", root)
    ledger = {
        key: Verification(
            confirmed=["authors", "title", "year", "container", "volume", "pages", "doi"],
            method="by hand",
            address=f"https://example.org/{index}",
            checked=datetime.date(2026, 11, 1),
            hash=hash_of(bibliography[key]),
        )
        for index, key in enumerate(maker.keys)
    }
    write_ledger(root / LEDGER, ledger)


def main() -> int:
    """Exit status: 0, or 2 on misuse."""
    parser = argparse.ArgumentParser(description="Write a made-up knowledge base of any size.")
    parser.add_argument("root", type=Path, help="the folder to write into; it must be new or empty")
    parser.add_argument("--records", type=int, default=10_000, help="how many records (10,000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same files (1)")
    arguments = parser.parse_args()
    if arguments.root.exists() and any(arguments.root.iterdir()):
        parser.error(f"{arguments.root} is not empty")
    written = make_knowledge_base(arguments.root, arguments.records, arguments.seed)
    print(f"Wrote {written} records and {arguments.records} references below {arguments.root}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
