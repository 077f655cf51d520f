"""The categories, departments and assignment rules a Chilean town may start from."""

from collections.abc import Sequence

from sereno.incidents.actions import CategorySetting
from sereno.places.policies import Assignment, AssignmentRule, EmergencyNumber, NumbersToCall


def _category(
    code: str, group: str, priority: int, *, es: str, en: str, pt: str, emergency: bool = False
) -> CategorySetting:
    names = {"es": es, "en": en, "pt": pt}
    return CategorySetting(code=code, names=names, group=group, icon=code, priority=priority, emergency=emergency)


CATEGORIES = (
    _category("robbery-in-progress", "crime", 1, emergency=True,
              es="Robo en curso", en="Robbery in progress", pt="Roubo em andamento"),
    _category("violence", "crime", 1, emergency=True,
              es="Agresión o pelea", en="Assault or fight", pt="Agressão ou briga"),
    _category("domestic-violence", "crime", 1, emergency=True,
              es="Violencia intrafamiliar", en="Domestic violence", pt="Violência doméstica"),
    _category("medical", "emergency", 1, emergency=True,
              es="Emergencia médica", en="Medical emergency", pt="Emergência médica"),
    _category("fire", "emergency", 1, emergency=True,
              es="Incendio o gas", en="Fire or gas", pt="Incêndio ou gás"),
    _category("crash", "emergency", 1, emergency=True,
              es="Accidente de tránsito", en="Traffic accident", pt="Acidente de trânsito"),
    # Then what a municipal line hears most (Punta Arenas, 2024): a resident finds it without looking for more.
    _category("suspicious", "crime", 2,
              es="Situación sospechosa", en="Suspicious situation", pt="Situação suspeita"),
    _category("noise", "order", 3,
              es="Ruidos molestos", en="Noise", pt="Barulho"),
    _category("burglary", "crime", 2,
              es="Robo en casa o local", en="Burglary", pt="Roubo em casa ou loja"),
    _category("vehicle-theft", "crime", 2,
              es="Robo de o desde vehículo", en="Theft of or from a vehicle", pt="Roubo de veículo"),
    _category("bad-parking", "traffic", 3,
              es="Vehículo mal estacionado", en="Badly parked vehicle", pt="Veículo mal estacionado"),
    _category("vulnerable", "people", 2,
              es="Persona que necesita ayuda", en="Somebody who needs help", pt="Pessoa que precisa de ajuda"),
    _category("racing", "traffic", 2,
              es="Carreras o conducción temeraria", en="Racing or reckless driving", pt="Rachas ou direção perigosa"),
    _category("fallen-tree", "streets", 2,
              es="Árbol o cable caído", en="Fallen tree or cable", pt="Árvore ou cabo caído"),
    _category("drugs", "crime", 3,
              es="Venta o consumo de drogas", en="Drug dealing or use", pt="Venda ou consumo de drogas"),
    _category("street-drinking", "order", 3,
              es="Desorden o alcohol en la calle", en="Disorder or drinking in the street",
              pt="Desordem ou álcool na rua"),
    _category("animal", "people", 3,
              es="Animal suelto o herido", en="Loose or injured animal", pt="Animal solto ou ferido"),
    _category("abandoned-vehicle", "traffic", 4,
              es="Vehículo abandonado", en="Abandoned vehicle", pt="Veículo abandonado"),
    _category("street-trade", "order", 4,
              es="Comercio ambulante", en="Street trade", pt="Comércio ambulante"),
    _category("street-light", "streets", 4,
              es="Luminaria apagada", en="Street light out", pt="Iluminação apagada"),
    _category("pothole", "streets", 4,
              es="Bache o vereda rota", en="Pothole or broken pavement", pt="Buraco ou calçada quebrada"),
    _category("rubbish", "streets", 4,
              es="Basura o escombros", en="Rubbish or rubble", pt="Lixo ou entulho"),
    _category("complaint", "other", 4,
              es="Reclamo o consulta", en="Complaint or question", pt="Reclamação ou consulta"),
)  # fmt: skip

DEPARTMENTS = {
    "seguridad": "Seguridad Pública",
    "inspeccion": "Inspección",
    "oirs": "OIRS",
    "operaciones": "Operaciones",
}

# By day inspectors walk the town; at night, at weekends and on holidays Seguridad stands in for them.
_INSPECTED = ("noise", "street-trade", "bad-parking")


def assignment(zones: Sequence[str]) -> Assignment:
    """The rules of a town with these zones; in the first of them Seguridad also sees to bad parking by day."""
    in_the_first = [
        AssignmentRule(id="parking", department="seguridad", categories=("bad-parking",), zones=(zone,))
        for zone in zones[:1]
    ]
    rules = (
        AssignmentRule(
            id="inspected-at-night", department="seguridad", categories=_INSPECTED, from_hour=20, until_hour=8
        ),
        AssignmentRule(id="inspected-at-weekends", department="seguridad", categories=_INSPECTED, weekdays=(6, 7)),
        AssignmentRule(id="inspected-on-holidays", department="seguridad", categories=_INSPECTED, holiday="yes"),
        *in_the_first,
        AssignmentRule(id="inspection", department="inspeccion", categories=(*_INSPECTED, "abandoned-vehicle")),
        AssignmentRule(id="upkeep", department="operaciones", groups=("streets",), priorities=(3, 4)),
        AssignmentRule(id="oirs", department="oirs", categories=("complaint",)),
    )
    return Assignment(rules=rules, fallback="seguridad")


# 131, 132 and 133 are Chile's own; the municipal number is made up, as the town is.
NUMBERS = NumbersToCall(
    numbers=(
        EmergencyNumber("Seguridad Municipal", "1460", "municipal"),
        *NumbersToCall().numbers,
        EmergencyNumber("Denuncia Seguro", "*4242", "anonymous"),
    )
)
