"""Names of streets, as towns of central Chile give them: each quarter has its theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

THEMES: Final[dict[str, tuple[str, ...]]] = {
    "founders": (
        "Arturo Prat", "Manuel Montt", "Diego Portales", "Manuel Rodríguez", "José Miguel Carrera", "Esmeralda",
        "Independencia", "Constitución", "San Martín", "Colo Colo", "Lautaro", "Caupolicán", "Freire", "Bulnes",
        "Errázuriz", "Balmaceda", "Maipú", "Chacabuco", "Rancagua", "Yungay", "Serrano", "Condell", "Riquelme",
        "Galvarino", "Las Heras", "Cochrane", "Blanco Encalada", "Santa Rosa", "San Francisco", "La Merced",
        "Comercio", "Eleuterio Ramírez", "Ignacio Carrera Pinto", "Tucapel", "Camilo Henríquez", "Covadonga",
        "Membrillar", "Carmen", "Membrillo", "Argomedo", "Chorrillos", "Tacna", "Valdivia", "Villota",
    ),
    "trees": (
        "Los Boldos", "Los Peumos", "Los Quillayes", "Los Maitenes", "Los Litres", "Los Canelos", "Los Espinos",
        "Los Ciruelos", "Los Almendros", "Los Nogales", "Los Castaños", "Los Olmos", "Los Plátanos", "Los Álamos",
        "Los Sauces", "Los Tilos", "Los Robles", "Los Raulíes", "Los Coigües", "Los Avellanos", "Los Arrayanes",
        "Las Lumas", "Los Pataguas", "Los Molles", "Los Naranjos", "Los Limoneros", "Los Damascos", "Los Guindos",
        "Los Perales", "Los Membrillos", "Los Granados", "Las Palmas", "Los Cipreses", "Las Araucarias",
        "Los Alerces", "Los Mañíos", "Los Ulmos", "Los Notros", "Los Radales", "Los Pimientos",
    ),
    "flowers": (
        "Los Copihues", "Las Rosas", "Los Jazmines", "Las Violetas", "Los Claveles", "Las Azucenas", "Los Lirios",
        "Las Camelias", "Los Alelíes", "Las Hortensias", "Las Dalias", "Los Cardenales", "Las Añañucas",
        "Los Chilcos", "Las Petunias", "Los Narcisos", "Las Margaritas", "Los Suspiros", "Las Calas", "Los Nardos",
        "Las Magnolias", "Los Geranios", "Las Amapolas", "Los Girasoles", "Las Fresias", "Los Crisantemos",
        "Las Verbenas", "Los Tulipanes", "Las Begonias", "Las Orquídeas",
    ),
    "poets": (
        "Gabriela Mistral", "Pablo Neruda", "Vicente Huidobro", "Pablo de Rokha", "Nicanor Parra", "Violeta Parra",
        "Gonzalo Rojas", "Jorge Teillier", "Óscar Castro", "María Luisa Bombal", "Alberto Blest Gana",
        "Manuel Rojas", "Baldomero Lillo", "Marta Brunet", "Pedro Prado", "Juvencio Valle", "Carlos Pezoa Véliz",
        "Ángel Cruchaga", "Rosamel del Valle", "Winétt de Rokha", "Alonso de Ercilla", "Mariano Latorre",
        "Francisco Coloane", "José Donoso", "Enrique Lihn", "Stella Díaz Varín", "Eduardo Anguita", "Daniel de la Vega",
    ),
    "rivers": (
        "Río Maule", "Río Itata", "Río Biobío", "Río Toltén", "Río Cautín", "Río Bueno", "Río Rapel", "Río Mataquito",
        "Río Aconcagua", "Río Petorca", "Río Limarí", "Río Elqui", "Río Huasco", "Río Copiapó", "Río Loa", "Río Lluta",
        "Río Baker", "Río Palena", "Río Puelo", "Río Imperial", "Río Teno", "Río Claro", "Río Achibueno", "Río Ñuble",
        "Río Cachapoal", "Río Tinguiririca", "Lago Ranco", "Lago Villarrica", "Lago Llanquihue", "Lago Calafquén",
    ),
    "birds": (
        "El Chercán", "La Loica", "El Zorzal", "La Tenca", "El Queltehue", "La Garza", "El Cóndor", "El Peuco",
        "La Golondrina", "El Jilguero", "El Chincol", "La Diuca", "El Tordo", "El Picaflor", "La Bandurria",
        "El Martín Pescador", "El Pitío", "La Codorniz", "El Chuncho", "El Tiuque", "La Perdiz", "El Cometocino",
        "La Turca", "El Fiofío", "El Rayadito", "El Choroy", "La Torcaza", "El Pidén", "El Huala", "La Tagua",
    ),
    "saints": (
        "San Pedro", "San Pablo", "San José", "San Alberto", "San Agustín", "San Ignacio", "San Luis", "San Miguel",
        "San Rafael", "San Gabriel", "Santa Teresa", "Santa Ana", "Santa Elena", "Santa Inés", "Santa Marta",
        "Santa Isabel", "San Joaquín", "San Antonio", "San Vicente", "San Javier", "San Clemente", "San Nicolás",
        "San Esteban", "Santa Clara", "Santa Cecilia", "San Andrés", "San Mateo", "San Lucas", "San Marcos", "San Juan",
    ),
    "hills": (
        "Cerro La Campana", "Cerro El Roble", "Cerro Manquehue", "Cerro El Plomo", "Cerro Provincia", "Aconcagua",
        "Tupungato", "Cerro San Ramón", "Descabezado", "Volcán Osorno", "Volcán Llaima", "Volcán Lonquimay",
        "Volcán Antuco", "Volcán Puntiagudo", "Volcán Calbuco", "Volcán Villarrica", "Los Andes", "La Cordillera",
        "El Portezuelo", "La Quebrada", "El Faldeo", "La Cumbre", "El Mirador", "Las Vertientes", "El Manantial",
        "La Ladera", "El Cajón", "Las Peñas", "El Risco", "La Cantera",
    ),
    "trades": (
        "Los Herreros", "Los Talabarteros", "Los Tejedores", "Los Alfareros", "Los Molineros", "Los Carpinteros",
        "Los Canteros", "Los Arrieros", "Los Viñateros", "Los Ferroviarios", "Los Maquinistas", "Los Fogoneros",
        "Los Telegrafistas", "La Maestranza", "El Andén", "La Tornamesa", "Los Cargadores", "La Bodega", "El Silo",
        "La Molienda", "Los Toneleros", "La Fragua", "El Yunque", "Los Zapateros", "Los Hilanderos", "La Curtiembre",
    ),
}  # fmt: skip

_PEOPLE: Final = (
    ("Elena", "Rosa", "Marta", "Inés", "Luisa", "Juan", "Pedro", "Luis", "Víctor", "Hernán", "Óscar", "Raquel",
     "Sofía", "Tomás", "Ema", "Julio"),
    ("Aravena", "Bustos", "Cáceres", "Donoso", "Espinoza", "Farías", "Gallardo", "Henríquez", "Jara", "Lagos",
     "Morales", "Núñez", "Olivares", "Poblete", "Quiroga", "Riveros", "Sepúlveda", "Tapia", "Urrutia", "Venegas"),
)  # fmt: skip


class NameBook:
    """Gives each street a name of its quarter's theme, and no name twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._left = {theme: [str(name) for name in rng.permutation(names)] for theme, names in THEMES.items()}
        self._people = self._persons(rng)

    def street(self, theme: str) -> str:
        """The next name of the theme; a person's when the theme is used up."""
        left = self._left[theme]
        return left.pop() if left else next(self._people)

    def passage(self) -> str:
        """A passage bears the name of a neighbour of old."""
        return f"Pasaje {next(self._people)}"

    @staticmethod
    def _persons(rng: np.random.Generator) -> Iterator[str]:
        first, last = _PEOPLE
        order = rng.permutation(len(first) * len(last))
        for side in ("", " Norte", " Sur", " Oriente", " Poniente"):
            yield from (f"{first[pick % len(first)]} {last[pick // len(first)]}{side}" for pick in order)
