"""Who works in the demo town: units, their crews and the desk; the same names at every start."""

from dataclasses import dataclass

from sereno.vocabulary.words import Role, UnitKind

RESERVED_UNIT = "M-8"  # the visitor's own: nobody simulated ever rides or drives it
VISITOR_NAME = "Visita"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody simulated; `unit` is the call sign they ride on."""

    email: str
    name: str
    role: Role
    department: str | None = None
    unit: str | None = None


UNITS: tuple[tuple[str, UnitKind], ...] = (
    *((f"M-{number}", UnitKind.CAR) for number in range(1, 9)),
    *((f"T-{number}", UnitKind.MOTORBIKE) for number in range(1, 7)),
    *((f"B-{number}", UnitKind.BICYCLE) for number in range(1, 3)),
    *((f"P-{number}", UnitKind.FOOT) for number in range(1, 3)),
)

_DRIVERS = (
    "Marcela Fuentes", "Héctor Sandoval", "Paola Cárcamo", "Luis Alberto Muñoz", "Daniela Riquelme", "Iván Tapia",
    "Carolina Vergara", "Rodrigo Espinoza", "Nicole Araya", "Cristóbal Leiva", "Francisca Oyarzún", "Jorge Pizarro",
    "Valentina Soto", "Sebastián Godoy", "Camila Henríquez", "Matías Bravo", "Ximena Catalán",
)  # fmt: skip


def _crews() -> tuple[Person, ...]:
    driven = [call_sign for call_sign, _ in UNITS if call_sign != RESERVED_UNIT]
    return tuple(
        Person(f"{call_sign.lower()}@demo.invalid", name, Role.CREW, unit=call_sign)
        for call_sign, name in zip(driven, _DRIVERS, strict=True)
    )


CREWS = _crews()
DESK = (
    Person("rosa.contreras@demo.invalid", "Rosa Contreras", Role.OPERATOR),
    Person("manuel.ibarra@demo.invalid", "Manuel Ibarra", Role.OPERATOR),
    Person("gloria.sepulveda@demo.invalid", "Gloria Sepúlveda", Role.OPERATOR, department="inspeccion"),
    Person("patricio.lagos@demo.invalid", "Patricio Lagos", Role.SUPERVISOR),
    Person("andrea.molina@demo.invalid", "Andrea Molina", Role.ANALYST),
    Person("ines.valdebenito@demo.invalid", "Inés Valdebenito", Role.ADMINISTRATOR),
)
OPERATOR = DESK[0]  # the one the living town works with

# The next town on the same installation: the walls between towns hold there, and its desk takes incidents over.
NEXT_UNITS: tuple[tuple[str, UnitKind], ...] = (("LA-1", UnitKind.CAR), ("LA-2", UnitKind.MOTORBIKE))
NEXT_OPERATOR = Person("oscar.alarcon@demo.invalid", "Óscar Alarcón", Role.OPERATOR)  # answers what is offered there
NEXT_CREW = Person("la-1@demo.invalid", "Teresa Quiroz", Role.CREW, unit="LA-1")
NEXT_CAST = (NEXT_OPERATOR, NEXT_CREW)

RESIDENTS = (
    "Ana María Rojas", "Pedro Aguilera", "Sofía Cisternas", "Juan Pablo Vidal", "Elena Norambuena", "Raúl Carrasco",
    "Javiera Olivares", "Miguel Ángel Parra", "Constanza Bustos", "Víctor Salazar", "Lorena Palma", "Tomás Arancibia",
    "Silvia Monsalve", "Felipe Jara", "Rosario Meza", "Benjamín Toledo", "Hilda Cornejo", "Alonso Ferrada",
    "Macarena Ulloa", "Sergio Navarrete",
)  # fmt: skip


def phone_of(number: int) -> str:
    """A telephone number of a range in which no real one can be: area 9 followed by five zeroes."""
    return f"+56 9 0000 {number % 10_000:04d}"
