"""Where invented people come from: names, cities and, where an authority reserves them, telephone numbers for fiction."""
# ruff: noqa: E501  (lists of words read better in long lines)

import dataclasses
import random
import unicodedata


@dataclasses.dataclass(frozen=True)
class Region:
    """A country with its names. `phones` have # for a free digit; there are none where no range is kept for fiction. Names in
    another script are written “native:Latin”, so that an e-mail address can be made from them."""

    country: str
    language: str
    zone: str
    cities: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    phones: tuple[str, ...] = ()
    family_first: bool = False
    weight: int = 1

    def person(self, chance: random.Random) -> "Named":
        """A name drawn from the lists."""
        given, given_latin = _both(chance.choice(self.given))
        family, family_latin = _both(chance.choice(self.family))
        return Named(given, family, self.joined(given, family), f"{_plain(given_latin)}.{_plain(family_latin)}")

    def joined(self, given: str, family: str) -> str:
        """The whole name as it is written there."""
        if not self.family_first:
            return f"{given} {family}"
        return f"{family} {given}" if family.isascii() else f"{family}{given}"

    def number(self, chance: random.Random) -> str:
        """A telephone number that no one has, or "" where none is kept for fiction."""
        form = chance.choice(self.phones) if self.phones else ""
        return "".join(str(chance.randrange(10)) if char == "#" else char for char in form)


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """A person's name and how it looks before the @."""

    given: str
    family: str
    name: str
    mailbox: str


def _both(entry: str) -> tuple[str, str]:
    native, _colon, latin = entry.partition(":")
    return native, latin or native


def _plain(word: str) -> str:
    """Lower-case letters without accents."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(_STROKES))
    return "".join(char for char in apart if char.isascii() and char.isalnum())


_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "ß": "ss", "ı": "i", "œ": "oe"})


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.replace("_", " ") for part in text.split())


REGIONS = (
    Region(
        "DE",
        "de",
        "Europe/Berlin",
        _words("Berlin Hamburg Köln Leipzig München Bremen Freiburg Dresden Kassel Rostock"),
        _words(
            "Anna Ben Clara David Emilia Felix Greta Hannes Ida Jakob Johanna Karl Lena Leon Lotte Lukas Marie Mats Mia Moritz "
            "Nele Noah Paula Paul Pia Rosa Ruben Simon Sophie Till Tilda Valentin Wiebke Jette Malte Frieda Henrik Katrin"
        ),
        _words(
            "Albers Bachmann Behrens Brandt Dietrich Eberle Engel Fink Fromm Gärtner Graf Hagen Hartwig Heller Jansen Kaiser "
            "Keller Kessler Kramer Kühn Lindner Lorenz Mahler Nolte Ostertag Petersen Pohl Reuter Ritter Sander Scholz Seidel "
            "Sommer Steiner Thiel Ulrich Vogt Weidner Winkler Zander"
        ),
        ("+493023125###", "+496990009###", "+494066969###", "+492214710###", "+498999998###"),
        weight=9,
    ),
    Region(
        "GB",
        "en",
        "Europe/London",
        _words("London Leeds Bristol Glasgow Cardiff Norwich Brighton Sheffield York Bath"),
        _words(
            "Alfie Amelia Arthur Beatrice Callum Charlotte Daisy Edward Elsie Emma Ewan Fergus Florence Freya George Harriet Hugh "
            "Imogen Isla Jack Jasmine Katie Lewis Martha Matilda Nathan Nora Oliver Owen Poppy Rhys Rory Ruth Sienna Theo Zara"
        ),
        _words(
            "Ashdown Barlow Bexley Carver Chadwick Colby Crawley Dalton Dunmore Eastwood Fairley Garland Hadley Holloway Ingram "
            "Jarvis Kirby Langley Marlowe Merton Newbury Oakley Pembury Quill Radley Redfern Sherwood Stanton Tilbury Underhill "
            "Wakefield Whitby Winslow Wren Yardley"
        ),
        ("+447700900###", "+442079460###", "+441134960###", "+441414960###", "+441174960###", "+441632960###"),
        weight=9,
    ),
    Region(
        "US",
        "en",
        "America/New_York",
        _words("Portland Austin Chicago Seattle Denver Boston Nashville Oakland Tucson Detroit New_Orleans Brooklyn"),
        _words(
            "Aaliyah Abigail Andre Ava Brandon Brianna Caleb Chloe Darius Diego Elijah Ella Ethan Gabriela Grace Hailey Isaiah "
            "Jada Jordan Joshua Kayla Kevin Leah Logan Luna Malik Maya Mason Naomi Olivia Riley Samuel Savannah Sofia Tyler Violet"
        ),
        _words(
            "Abbott Barnes Bell Boone Caldwell Carter Delgado Dixon Ellison Fields Flores Foster Garza Greene Harmon Hayes Holt "
            "Jennings Knox Lawson Maddox Mercer Nash Ortega Parrish Quinn Reyes Rhodes Salazar Sloan Tate Vance Walsh Whitaker York"
        ),
        tuple(f"+1{area}55501##" for area in (212, 312, 415, 503, 512, 615, 617, 303, 206, 313, 504, 718, 510, 520)),
        weight=11,
    ),
    Region(
        "FR",
        "fr",
        "Europe/Paris",
        _words("Paris Lyon Nantes Lille Rennes Toulouse Montpellier Grenoble Annecy"),
        _words(
            "Adèle Agathe Amélie Antoine Aurélien Basile Camille Capucine Célestin Chloé Clément Élise Émile Étienne Fanny Gaël "
            "Hélène Hugo Inès Jules Juliette Léa Léon Lou Louis Maëlle Manon Margaux Mathis Noé Océane Raphaël Romane Solène Théo"
        ),
        _words(
            "Armand Aubry Barbier Besson Blanchet Bouvier Caron Chevalier Colin Delorme Dupuis Fabre Fontaine Garnier Girard Guérin "
            "Humbert Jacquet Lacroix Lambert Leclair Lemoine Marchal Mercier Moulin Perrin Picard Renard Rivière Roussel Vasseur Vidal"
        ),
        ("+3363998####", "+3319900####"),
        weight=5,
    ),
    Region(
        "SE",
        "sv",
        "Europe/Stockholm",
        _words("Stockholm Göteborg Malmö Uppsala Lund Umeå Visby"),
        _words(
            "Alva Astrid Axel Björn Ebba Elin Elsa Emil Erik Filippa Freja Gunnar Hedda Hugo Ingrid Johan Klara Linnea Ludvig Maja "
            "Melker Nils Oskar Saga Signe Sixten Sven Tova Tuva Ulrika Vera Viggo Wilma Åsa"
        ),
        _words(
            "Ahlgren Berglund Björk Dahl Ekström Engström Falk Forsberg Granath Hedlund Holm Höglund Lindqvist Ljung Lundin Malm "
            "Norén Nyberg Palm Rask Rosén Sandberg Sjögren Strand Sundin Svärd Thorell Vik Wallin Åkerman Öberg"
        ),
        ("+468465004##",),
        weight=3,
    ),
    Region(
        "ES",
        "es",
        "Europe/Madrid",
        _words("Madrid Barcelona Sevilla Valencia Bilbao Granada Cádiz Vigo"),
        _words(
            "Adrián Alba Álvaro Ana Begoña Carla Carmen Daniel Elena Hugo Inés Íker Irene Javier Jimena Lucía Manuel Mar Marcos "
            "Martina Mateo Nerea Nicolás Nuria Pablo Paula Rocío Sara Sergio Tomás Valeria Vera"
        ),
        _words(
            "Aguilar_Ríos Alonso_Peña Blanco_Soto Cabrera_León Castro_Vega Crespo_Mora Delgado_Ruiz Díaz_Campos Esteban_Gil "
            "Fuentes_Rey Gallego_Luna Herrera_Sanz Iglesias_Paz Lozano_Vidal Marín_Costa Montes_Rubio Navarro_Pardo Ortiz_Prado "
            "Pascual_Serra Ramos_Calvo Santos_Rivas Torres_Nieto"
        ),
        weight=4,
    ),
    Region(
        "PL",
        "pl",
        "Europe/Warsaw",
        _words("Warszawa Kraków Gdańsk Wrocław Poznań Łódź Lublin"),
        _words(
            "Agnieszka Aleksander Antoni Barbara Błażej Dorota Ewa Filip Grażyna Hanna Ignacy Iwona Jakub Jan Joanna Julia Kacper "
            "Karolina Łukasz Magdalena Małgorzata Marek Michał Natalia Oliwia Paweł Piotr Stanisław Wojciech Zofia Żaneta"
        ),
        _words(
            "Adamiec Banaś Borecki Cieślak Czarnota Dudek Gajda Górecki Jagiełło Kalina Kasprzak Krawiec Lis Łaska Maciąg Madej "
            "Niemiec Olszak Pająk Rogala Sikora Słowik Sobczyk Szewc Urban Walczak Wilk Wrona Zając Żak"
        ),
        weight=3,
    ),
    Region(
        "BR",
        "pt",
        "America/Sao_Paulo",
        _words("São_Paulo Recife Salvador Curitiba Fortaleza Porto_Alegre Belém"),
        _words(
            "Ana_Clara Bruna Caio Camila Davi Eduarda Enzo Fernanda Gabriel Heloísa Igor Isabela João Júlia Larissa Letícia Lívia "
            "Lucas Luana Marcelo Mariana Miguel Otávio Pedro Rafaela Renan Sabrina Thiago Vitória Yasmin"
        ),
        _words(
            "Almeida Andrade Barros Batista Borges Cardoso Carvalho Cavalcante Coelho Correia Duarte Esteves Farias Freitas "
            "Guimarães Lacerda Leite Macedo Matos Moraes Moura Nogueira Peixoto Pinheiro Queiroz Rezende Sampaio Siqueira Tavares Xavier"
        ),
        weight=5,
    ),
    Region(
        "NG",
        "en",
        "Africa/Lagos",
        _words("Lagos Abuja Ibadan Enugu Kano Port_Harcourt"),
        _words(
            "Adaeze Adebayo Amaka Aminu Ayọ̀ Bọ́lá Chiamaka Chidi Damilola Efosa Emeka Fatima Folake Habiba Ibrahim Ifeoma Ikenna "
            "Kehinde Kelechi Ngozi Nkechi Obinna Olumide Sade Tobi Tunde Uche Yetunde Zainab"
        ),
        _words(
            "Abiola Adeleke Adeyemi Akande Bello Chukwu Danjuma Eze Fashola Garba Igwe Iroha Jibril Kalu Lawal Madu Mbah Musa "
            "Nnamdi Nwosu Obi Odili Okafor Okeke Okoro Oladipo Onuoha Sanni Ubah Yusuf"
        ),
        weight=4,
    ),
    Region(
        "IN",
        "en",
        "Asia/Kolkata",
        _words("Mumbai Bengaluru Pune Chennai Kolkata Jaipur Kochi Delhi"),
        _words(
            "Aarav Aditi Akash Ananya Arjun Bhavna Charu Deepa Dev Farhan Gaurav Harini Ishaan Jaya Kabir Kavya Lakshmi Meera Mohan "
            "Nandini Neel Nisha Pooja Priya Rahul Ravi Riya Rohan Sanjana Tara Uma Varun Vikram Zoya"
        ),
        _words(
            "Acharya Agarwal Banerjee Bhatt Chandra Chopra Das Desai Dutta Ghosh Goel Gupta Iyer Jain Joshi Kapadia Kulkarni Menon "
            "Mishra Nair Pandey Patil Pillai Rane Rao Reddy Saxena Shetty Sinha Trivedi Varma"
        ),
        weight=6,
    ),
    Region(
        "JP",
        "ja",
        "Asia/Tokyo",
        _words("Tokyo Osaka Kyoto Sapporo Fukuoka Kobe Nagoya"),
        _words(
            "さくら:Sakura 葵:Aoi 陽菜:Hina 結衣:Yui 美咲:Misaki 凛:Rin 七海:Nanami 蓮:Ren 大翔:Hiroto 悠斗:Yuto 翔太:Shota 健太:Kenta 拓海:Takumi "
            "直樹:Naoki 誠:Makoto 千尋:Chihiro 香織:Kaori 由美:Yumi 恵:Megumi 真央:Mao"
        ),
        _words(
            "青木:Aoki 石井:Ishii 上田:Ueda 遠藤:Endo 岡本:Okamoto 小川:Ogawa 木村:Kimura 久保:Kubo 坂本:Sakamoto 杉山:Sugiyama 高木:Takagi "
            "竹内:Takeuchi 中島:Nakajima 西村:Nishimura 野口:Noguchi 原田:Harada 藤田:Fujita 松田:Matsuda 三浦:Miura 森本:Morimoto"
        ),
        family_first=True,
        weight=4,
    ),
    Region(
        "KR",
        "ko",
        "Asia/Seoul",
        _words("Seoul Busan Incheon Daegu Jeju"),
        _words(
            "서연:Seoyeon 민준:Minjun 지우:Jiwoo 하은:Haeun 도윤:Doyun 예준:Yejun 수아:Sua 지호:Jiho 유나:Yuna 현우:Hyunwoo 은지:Eunji 태민:Taemin"
        ),
        _words(
            "강:Kang 고:Ko 권:Kwon 남:Nam 노:Noh 문:Moon 배:Bae 백:Baek 서:Seo 송:Song 신:Shin 안:Ahn 양:Yang 오:Oh 유:Yoo 윤:Yoon 임:Lim 한:Han"
        ),
        family_first=True,
        weight=2,
    ),
    Region(
        "EG",
        "ar",
        "Africa/Cairo",
        _words("Cairo Alexandria Giza Aswan"),
        _words(
            "أحمد:Ahmed أمينة:Amina باسم:Bassem حسن:Hassan خديجة:Khadija داليا:Dalia رانيا:Rania سامي:Sami سلمى:Salma شريف:Sherif عمر:Omar "
            "فرح:Farah كريم:Karim ليلى:Laila منى:Mona نادية:Nadia ياسمين:Yasmin يوسف:Youssef"
        ),
        _words(
            "البدري:Elbadry الحسيني:Elhusseiny الشاذلي:Elshazly الصاوي:Elsawy العطار:Elattar الفقي:Elfeky المصري:Elmasry النجار:Elnaggar "
            "بركات:Barakat حداد:Haddad رشدي:Rushdy سليمان:Soliman شاهين:Shahin غالي:Ghali فوزي:Fawzy منصور:Mansour"
        ),
        weight=2,
    ),
    Region(
        "UA",
        "uk",
        "Europe/Kyiv",
        _words("Kyiv Lviv Odesa Kharkiv Dnipro Chernivtsi"),
        _words(
            "Андрій:Andrii Богдан:Bohdan Ганна:Hanna Дарина:Daryna Денис:Denys Ірина:Iryna Катерина:Kateryna Леся:Lesia Максим:Maksym "
            "Марія:Mariia Назар:Nazar Оксана:Oksana Олег:Oleh Роман:Roman Соломія:Solomiia Тарас:Taras Юлія:Yuliia"
        ),
        _words(
            "Бондар:Bondar Вовк:Vovk Гайдук:Haiduk Дорош:Dorosh Жук:Zhuk Зоря:Zoria Кравець:Kravets Лисенко:Lysenko Мазур:Mazur Мороз:Moroz "
            "Онищук:Onyshchuk Панчук:Panchuk Романюк:Romaniuk Савчук:Savchuk Ткач:Tkach Швець:Shvets"
        ),
        weight=2,
    ),
    Region(
        "AU",
        "en",
        "Australia/Melbourne",
        _words("Melbourne Hobart Brisbane Perth Adelaide Fremantle"),
        _words(
            "Archie Bronte Cooper Eliza Finn Hamish Hazel Heath Indi Jarrah Kirra Lachlan Mabel Marlee Mitchell Piper Skye Tess Toby Willa"
        ),
        _words(
            "Bannister Beaumont Corrigan Dawe Fairweather Gilchrist Hartigan Kearney Lachman Maguire Mawson Nugent Pascoe Penhall "
            "Rafferty Sheedy Tindall Trengove Wardell Wyatt"
        ),
        ("+6125550####", "+6135550####"),
        weight=3,
    ),
    Region(
        "MX",
        "es",
        "America/Mexico_City",
        _words("Guadalajara Puebla Oaxaca Monterrey Mérida Querétaro"),
        _words(
            "Alejandra Andrés Citlali Daniela Emiliano Fernando Guadalupe Itzel Joaquín Karla Leonardo Mariana Maximiliano Paola "
            "Ricardo Santiago Sofía Ximena Yaretzi Zoé"
        ),
        _words(
            "Arellano Bautista Cárdenas Cervantes Chávez Escobedo Galindo Juárez Lara Macías Mejía Olvera Pacheco Quintana Rangel "
            "Robles Sandoval Tapia Villalobos Zamora"
        ),
        weight=3,
    ),
)
WEIGHTS = tuple(region.weight for region in REGIONS)
MAIL_DOMAINS = ("example.com", "example.org", "example.net")
