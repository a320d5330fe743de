"""Two invented lists of names, Arabic and Latin, that share four lines."""

COMMON_HERE = [
    "يونس بن صالح المثالي,1988,طنجة,",
    "عبد الحق بوعزة,١٩٧١,,",
    "نور الدين أبو بكر,,,MA:AB123456",
    "حسين التازي,1979,,",
]
COMMON_THERE = [
    "Yunus Almitali,1989,Tanger,",
    "BOUAZZA Abdelhak,1971,,",
    "Noureddine Boubker,1965,Fès,ma:ab-123-456",
    "Hasan Tazi,1979,,",
]
OURS = ["كريم الشاوي", "سميرة برادة", "إدريس لحلو", "نادية العمراني", "حميد بنخالد", "ليلى قرطبي",
        "رشيد الوزاني", "فاطمة السوسي", "زهرة المنصوري", "عمر الفيلالي", "جمال الصقلي",
        "مريم الريفي", "طارق الغربي"]  # fmt: skip
THEIRS = ["Ignacio Pruebas", "Begoña Ejemplo", "Pascual Ficticio", "Ximena Inventada",
          "Rogelio Supuesto", "Gumersindo Vacío", "Leocadia Modelo", "Fermín Borrador",
          "Violeta Nadie", "Ulises Ninguno", "Quintín Blanco", "Zenobia Cualquiera",
          "Wenceslao Fulano"]  # fmt: skip


def listed(common: list[str], others: list[str]) -> list[str]:
    return ["name,year,place,document", *common,
            *(f"{one},{1950 + at},," for at, one in enumerate(others))]  # fmt: skip
