"""What residents write and what the desk answers, in Spanish as it is written on a telephone; conduct, never looks."""

import numpy as np

REPORTS: dict[str, tuple[str, ...]] = {
    "robbery-in-progress": (
        "Están asaltando a alguien en la esquina, son dos y uno tiene un cuchillo",
        "Acaban de quitarle el teléfono a una señora, salieron corriendo hacia la avenida",
        "Están tratando de abrir un auto con gente adentro!! manden a alguien",
        "Escuché gritos pidiendo ayuda, parece un robo en el paradero",
        "Dos personas en moto están quitando carteras, van y vuelven por la misma cuadra",
    ),
    "violence": (
        "Hay una pelea afuera del local, son como cinco y se están tirando botellas",
        "Dos personas se están golpeando en la calle, ya hay una con sangre",
        "Pelea entre conductores, se bajaron y uno tiene un fierro",
        "Un grupo está amenazando a los que salen del negocio",
        "Están golpeando a alguien en la plaza",
    ),
    "domestic-violence": (
        "Se escuchan gritos y golpes en el departamento de arriba, hay niños llorando",
        "Mi vecina está pidiendo ayuda, no es la primera vez",
        "Se escucha que rompen cosas y una persona grita que la suelten",
        "Necesito que venga alguien, tengo una medida cautelar y está afuera de mi casa",
    ),
    "medical": (
        "Una persona mayor se cayó en la vereda y no se puede parar",
        "Señora desmayada en el paradero, está consciente pero confundida",
        "Hay una persona convulsionando en la plaza, ya llamamos al 131",
        "Ciclista con la rodilla muy herida, necesita primeros auxilios",
    ),
    "fire": (
        "Sale humo de una casa que está desocupada",
        "Hay fuerte olor a gas en toda la cuadra",
        "Se está quemando un contenedor de basura, las llamas llegan al árbol",
        "Humo negro desde el patio de un local cerrado",
    ),
    "crash": (
        "Choque entre dos autos, están bloqueando una pista",
        "Atropellaron a un ciclista, está sentado en la vereda",
        "Colisión por alcance, nadie herido pero están discutiendo fuerte",
        "Una moto resbaló y quedó en medio de la calle",
        "Choque contra un poste, hay cables colgando",
    ),
    "burglary": (
        "Llegué a mi casa y la puerta está forzada, no he entrado",
        "Rompieron el vidrio del local de abajo y sacaron cajas",
        "Entraron a robar al vecino mientras estaba de viaje",
        "Suena la alarma del minimarket y la cortina está levantada a la mitad",
    ),
    "vehicle-theft": (
        "Me robaron el auto que dejé estacionado hace una hora",
        "Rompieron el vidrio de una camioneta y sacaron una mochila",
        "Están revisando las manillas de los autos estacionados uno por uno",
        "Se llevaron las ruedas de un auto durante la noche",
    ),
    "suspicious": (
        "Un auto da vueltas a la manzana con las luces apagadas hace media hora",
        "Alguien toca los timbres y se va cuando contestan, ya van varias casas",
        "Hay una persona probando las rejas de los pasajes",
        "Camioneta sin patente cargando cosas de una casa que está en arriendo",
        "Están sacando fotos a las entradas de los edificios y anotando",
        "Alguien saltó el muro del jardín infantil, a esta hora está cerrado",
    ),
    "racing": (
        "Autos haciendo piques por la avenida, pasan a más de cien",
        "Un auto hace trompos en el estacionamiento, hay gente grabando",
        "Motos en una rueda por la costanera, casi atropellan a un niño",
    ),
    "fallen-tree": (
        "Cayó una rama grande sobre la vereda, no se puede pasar",
        "Hay un cable colgando a la altura de la cara",
        "Árbol inclinado sobre los cables después del viento",
    ),
    "vulnerable": (
        "Señor mayor desorientado, dice que no sabe cómo volver a su casa",
        "Niño solo llorando en la plaza, busca a su mamá",
        "Una persona lleva horas sentada bajo la lluvia, parece que necesita ayuda",
        "Vecina que vive sola no abre la puerta desde ayer",
    ),
    "noise": (
        "Fiesta con parlantes en el patio, no se puede dormir",
        "Música a todo volumen otra vez en el departamento 4B",
        "Obra con taladro fuera de horario",
        "El local de la esquina tiene karaoke con la puerta abierta",
        "Alarma de auto sonando hace más de una hora",
        "Llevan tres horas con la música y ya les pedimos que la bajaran",
    ),
    "drugs": (
        "Venden droga en la esquina, llegan autos cada cinco minutos",
        "Están consumiendo al lado de los juegos infantiles",
        "Todas las tardes el mismo movimiento en el pasaje, entregan bolsitas por la ventana",
    ),
    "street-drinking": (
        "Grupo tomando en la plaza y gritando a los que pasan",
        "Están bebiendo en la escalera del edificio y dejan botellas rotas",
        "Unas diez personas con alcohol en la cancha, tiran piedras a los techos",
    ),
    "bad-parking": (
        "Auto estacionado en la salida de mi garaje, no puedo salir",
        "Camión en doble fila tapando la ciclovía",
        "Vehículo sobre la vereda, los coches de guagua tienen que bajar a la calle",
        "Auto en el lugar reservado para personas con discapacidad",
        "Tres autos estacionados en el paso de cebra frente al colegio",
    ),
    "animal": (
        "Perro atropellado, está vivo, al lado del semáforo",
        "Perro grande suelto sin dueño, asusta a los niños del colegio",
        "Gato atrapado en el techo hace dos días",
        "Perro encerrado en un auto al sol",
    ),
    "abandoned-vehicle": (
        "Auto sin ruedas abandonado hace semanas, ya lo usan de basurero",
        "Camioneta con los vidrios rotos, lleva un mes en el mismo lugar",
    ),
    "street-trade": (
        "Puestos en toda la vereda, hay que caminar por la calle",
        "Venden comida con un balón de gas en la salida del metro",
        "Carros con parlante frente al consultorio",
    ),
    "street-light": (
        "Toda la cuadra a oscuras, tres postes apagados",
        "La luminaria frente al colegio parpadea hace una semana",
        "Poste apagado justo en el paso de cebra",
    ),
    "pothole": (
        "Hoyo grande en la pista derecha, ya reventó dos neumáticos",
        "Falta la tapa de una cámara en la vereda",
        "Vereda levantada por las raíces, se cayó una señora",
    ),
    "rubbish": (
        "Botaron escombros en la esquina durante la noche",
        "El contenedor está rebalsado hace tres días y hay ratones",
        "Colchones y muebles tirados junto a la plaza",
    ),
    "complaint": (
        "¿A qué hora pasa la patrulla por el parque? Quisiera pedir más rondas",
        "Reclamé hace dos semanas por los ruidos y nadie me ha respondido",
        "Quiero felicitar a los inspectores que ayudaron a mi papá",
        "¿Cómo aviso que mi casa queda sola por vacaciones?",
    ),
}
TAILS = (
    "", "", "", "", " Por favor vengan pronto.", " Pasa todas las semanas.", " Tengo fotos.", " Gracias.",
    " Somos varios vecinos preocupados.", " Estoy mirando desde la ventana.",
)  # fmt: skip
FOLLOW_UPS = (
    "Siguen ahí", "Ahora se calmó un poco, pero no se han ido", "¿Viene alguien?", "Ya son más personas",
    "Se fueron hacia el norte", "Puedo abrir la reja si llegan", "Estoy en el segundo piso, portón verde",
)  # fmt: skip
REPLIES = (
    "Sí, sigue igual", "No, no veo armas", "Es frente al número que indiqué", "Gracias, los espero", "Sí, hay niños",
)  # fmt: skip
DESK_WORDS = (
    "Recibimos su aviso, una unidad va en camino.", "Gracias por avisar. ¿Sigue ocurriendo?",
    "Manténgase en un lugar seguro, ya enviamos una unidad.", "¿Hay alguna persona herida?",
)  # fmt: skip
DESK_ANSWERS = (
    "Gracias por la información, se la pasamos a la unidad.",
    "La unidad ya está cerca.",
    "Entendido, gracias.",
)
REFERRED_WORDS = "Gracias por avisar. Lo derivamos al equipo que lo resuelve; verá aquí cuando avance."
RETURN_REASONS = (
    "Esa cuadra es de ustedes: el límite pasa por el canal.", "No tenemos unidades libres en este momento.",
    "Ya lo tenemos con otro aviso; ciérrenlo como duplicado.",
)  # fmt: skip
REFUSAL_REASONS = ("Está en otro procedimiento.", "Es la única que nos queda en el sector.")
CREW_NOTES = (
    "Se conversa con los vecinos y se restablece el orden.", "Se cursa infracción.",
    "Se acompaña hasta la llegada de Carabineros.",
    "Se recorre el sector, todo tranquilo al retirarse.", "Se toma contacto con quien avisó.", "Se despeja la vía.",
)  # fmt: skip
NO_FINDING_NOTES = ("Se recorre el sector sin novedad.", "Al llegar no había nadie.")


def draw_report(rng: np.random.Generator, *, category: str) -> str:
    """A report as a resident might write it; a few send only the pin."""
    if rng.random() < 0.06:
        return ""
    report, tail = str(rng.choice(REPORTS[category])), str(rng.choice(TAILS))
    return report if not tail or report.endswith(("?", "!")) else f"{report}.{tail}"
