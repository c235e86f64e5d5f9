"""English names of Chinese places: pinyin of the name proper and a translated kind of unit."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

# Longest first within a table: the first ending that fits wins.
COUNTY_KINDS = {
    "经济技术开发区": "Economic and Technological Development Zone",
    "高新技术产业开发区": "High-tech Industrial Development Zone",
    "高新技术产业园区": "High-tech Industrial Park",
    "高新技术开发区": "High-tech Development Zone",
    "高技术产业开发区": "High-tech Industrial Development Zone",
    "航空港经济综合实验区": "Airport Economy Zone",
    "综合物流产业聚集区": "Logistics Cluster",
    "转型综合改革示范区": "Transformation and Reform Demonstration Zone",
    "城乡一体化示范区": "Urban-Rural Integration Demonstration Zone",
    "风景名胜区": "Scenic Area",
    "现代产业园区": "Modern Industrial Park",
    "循环化工园区": "Circular Chemical Park",
    "文化旅游创意园区": "Cultural Tourism Creative Park",
    "汽车经济技术开发区": "Automotive Development Zone",
    "管理区管委会": "Administrative Zone",
    "行政委员会": "Administrative Committee",
    "经济开发区": "Economic Development Zone",
    "临港开发区": "Port Development Zone",
    "工业园区": "Industrial Park",
    "示范区": "Demonstration Zone",
    "管理区": "Administrative Zone",
    "开发区": "Development Zone",
    "食品区": "Food Zone",
    "新城": "New Town",
    "新区": "New Area",
    "矿区": "Mining District",
    "特区": "Special District",
    "左翼前旗": "Left Front Banner",
    "左翼中旗": "Left Middle Banner",
    "左翼后旗": "Left Rear Banner",
    "右翼前旗": "Right Front Banner",
    "右翼中旗": "Right Middle Banner",
    "右翼后旗": "Right Rear Banner",
    "联合旗": "United Banner",
    "左旗": "Left Banner",
    "右旗": "Right Banner",
    "前旗": "Front Banner",
    "中旗": "Middle Banner",
    "后旗": "Rear Banner",
    "自治旗": "Autonomous Banner",
    "自治县": "Autonomous County",
    "群岛": "Islands",
    "旗": "Banner",
    "区": "District",
    "县": "County",
    "市": "City",
}
CITY_KINDS = {
    "自治州": "Autonomous Prefecture",
    "地区": "Prefecture",
    "盟": "League",
    "林区": "Forestry District",
    "自治县": "Autonomous County",
    "县": "County",
    "市": "",
}
STREET_KINDS = {
    "街道服务中心": "Subdistrict",
    "街道办事处": "Subdistrict",
    "社区服务中心": "Community Service Centre",
    "经济技术开发区": "Economic and Technological Development Zone",
    "高新技术产业开发区": "High-tech Industrial Development Zone",
    "工业开发区": "Industrial Development Zone",
    "经济开发区": "Economic Development Zone",
    "高新区": "High-tech Zone",
    "工业集中区": "Industrial Park",
    "工业园区": "Industrial Park",
    "产业园区": "Industrial Park",
    "工业园": "Industrial Park",
    "产业园": "Industrial Park",
    "科技园": "Science Park",
    "风景名胜区": "Scenic Area",
    "风景区": "Scenic Area",
    "自然保护区": "Nature Reserve",
    "开发区": "Development Zone",
    "管理区": "Administrative Zone",
    "管理处": "Administration",
    "管理局": "Administration",
    "管委会": "Administration",
    "办事处": "Office",
    "原种场": "Seed Farm",
    "良种场": "Seed Farm",
    "种畜场": "Stud Farm",
    "园艺场": "Orchard",
    "国营农场": "State Farm",
    "国营林场": "State Forest Farm",
    "水库": "Reservoir",
    "农场": "Farm",
    "林场": "Forest Farm",
    "牧场": "Pasture",
    "渔场": "Fishery",
    "茶场": "Tea Farm",
    "监狱": "Prison",
    "园区": "Park",
    "苏木": "Sumu",
    "地区": "Area",
    "新区": "New Area",
    "街道": "Subdistrict",
    "矿区": "Mining District",
    "镇": "Town",
    "乡": "Township",
    "团": "Regiment",
}
COMMUNITY_KINDS = {
    "社区居民委员会": "Community",
    "社区居委会": "Community",
    "村民委员会": "Village",
    "牧民委员会": "Herders' Village",
    "居民委员会": "Community",
    "嘎查委员会": "Gacha",
    "村委员会": "Village",
    "社区委员会": "Community",
    "嘎查村委会": "Gacha",
    "嘎查村": "Gacha",
    "嘎查委会": "Gacha",
    "村委会": "Village",
    "牧委会": "Herders' Village",
    "渔委会": "Fishers' Village",
    "居委会": "Community",
    "家委会": "Community",
    "虚拟社区": "Placeholder Community",
    "虚拟生活区": "Placeholder Residential Area",
    "委员会": "Committee",
    "生活区": "Residential Area",
    "生产队": "Production Team",
    "管理区": "Administrative Area",
    "社区": "Community",
    "嘎查": "Gacha",
    "村": "Village",
}
KINDS = {"city": CITY_KINDS, "county": COUNTY_KINDS, "street": STREET_KINDS, "community": COMMUNITY_KINDS}

# Names as in GB/T 3304; an autonomous unit may drop the final 族 of the larger groups.
ETHNIC_GROUPS = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uyghur", "苗": "Miao", "彝": "Yi",
    "壮": "Zhuang", "布依": "Bouyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao",
    "白": "Bai", "土家": "Tujia", "哈尼": "Hani", "哈萨克": "Kazakh", "傣": "Dai", "黎": "Li",
    "傈僳": "Lisu", "佤": "Va", "畲": "She", "高山": "Gaoshan", "拉祜": "Lahu", "水": "Sui",
    "东乡": "Dongxiang", "纳西": "Naxi", "景颇": "Jingpo", "柯尔克孜": "Kyrgyz", "土": "Tu",
    "达斡尔": "Daur", "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang", "撒拉": "Salar",
    "毛南": "Maonan", "仡佬": "Gelao", "锡伯": "Xibe", "阿昌": "Achang",
    "普米": "Pumi", "塔吉克": "Tajik", "怒": "Nu", "乌孜别克": "Uzbek", "俄罗斯": "Russian",
    "鄂温克": "Evenki", "德昂": "De'ang", "保安": "Bonan", "裕固": "Yugur", "京": "Gin",
    "塔塔尔": "Tatar", "独龙": "Derung", "鄂伦春": "Oroqen", "赫哲": "Hezhen", "门巴": "Monba",
    "珞巴": "Lhoba", "基诺": "Jino", "各": "Multi-ethnic",
}  # fmt: skip
BRACKETS = {"（": "(", "(": "(", "）": ")", ")": ")", "、": ","}
# Endings dropped from the name of an enclosing place that another name begins with.
ENDINGS = ("街道", "省", "市", "区", "县", "镇", "乡")
# Only these endings may follow the name of an ethnic group; "回" alone also ends ordinary names.
ETHNIC_KINDS = ("自治州", "自治县", "自治旗", "乡", "区", "苏木", "镇")
BARE_GROUPS = ("蒙古", "哈萨克", "柯尔克孜", "塔吉克", "锡伯")


def load_readings(path: Path) -> None:
    """Teach pypinyin the readings of characters and place names listed in a table.

    Parameters
    ----------
    path : Path
        CSV with columns ``text`` (one or more characters) and ``syllables`` (separated by spaces).

    Raises
    ------
    ValueError
        If a name has not one syllable a character.
    """
    characters: dict[int, str] = {}
    phrases: dict[str, list[list[str]]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            syllables = row["syllables"].split()
            if len(syllables) != len(row["text"]):
                raise ValueError(
                    f"{path.name}: {row['text']} needs {len(row['text'])} syllables, has {syllables}"
                )
            if len(syllables) == 1:
                characters[ord(row["text"])] = syllables[0]
            else:
                phrases[row["text"]] = [[syllable] for syllable in syllables]
    load_single_dict(characters)
    load_phrases_dict(phrases)


def pinyin_word(text: str) -> str:
    """Write Chinese text as one capitalised toneless word, with an apostrophe before a bare vowel.

    >>> pinyin_word("西安")
    "Xi'an"
    """
    word = ""
    for syllable in lazy_pinyin(text, v_to_u=True):
        # GB/T 16159: a syllable that begins with a, o or e inside a word is set off by an apostrophe.
        joint = "'" if word and word[-1].isalpha() and syllable[0] in "aoe" else ""
        word += joint + syllable
    return word[:1].upper() + word[1:]


def pinyin_words(text: str, enclosing: Sequence[str] = ()) -> str:
    """Write Chinese text in words: each enclosing place it begins with, then the rest, brackets set off.

    >>> pinyin_words("唐山市汉沽", ["唐山市"])
    'Tangshan Hangu'
    """
    words = []
    for place in enclosing:
        if text.startswith(place) and text != place:
            words.append(pinyin_word(split_kind(place, ENDINGS)[0]))
            text = text.removeprefix(place)
    words += [BRACKETS.get(run) or pinyin_word(run) for run in re.split(r"([（(）)、])", text)]
    spaced = " ".join(word for word in words if word)
    return re.sub(r" (?=[),])|(?<=\() ", "", spaced)


def split_kind(name: str, kinds: Iterable[str]) -> tuple[str, str]:
    """Split a name into the name proper and its kind of unit; the kind is empty where none fits."""
    for kind in sorted(kinds, key=len, reverse=True):
        if name.endswith(kind) and name != kind:
            return name[: -len(kind)], kind
    return name, ""


def split_groups(stem: str, kind: str) -> tuple[str, list[str]]:
    """Take the names of ethnic groups off the end of a name proper, in their order."""
    groups: list[str] = []
    if kind not in ETHNIC_KINDS:
        return stem, groups
    known = {f"{group}族": english for group, english in ETHNIC_GROUPS.items()}
    if kind.startswith("自治"):
        known |= {group: ETHNIC_GROUPS[group] for group in BARE_GROUPS}
    while True:
        fits = [group for group in known if stem.endswith(group)]
        if not fits:
            return stem, groups
        longest = max(fits, key=len)
        stem = stem[: -len(longest)]
        groups.insert(0, known[longest])


def short_name(name: str) -> str:
    """Return a city's name without its kind of unit and ethnic groups: 恩施 for 恩施土家族苗族自治州."""
    stem, kind = split_kind(name, CITY_KINDS)
    return split_groups(stem, kind)[0]


def english_name(name: str, level: str, enclosing: Sequence[str] = (), customary: str = "") -> str:
    """Translate a place name.

    Parameters
    ----------
    name : str
        Full Chinese name.
    level : {"city", "county", "street", "community"}
        Which kinds of unit to look for.
    enclosing : sequence of str
        Names of the places it lies in, largest first; one that the name begins with becomes a word of its
        own.
    customary : str
        Customary English form of the name proper, instead of its pinyin.

    Returns
    -------
    str
        Pinyin of the name proper, the ethnic groups, the kind of unit. A name proper of one character keeps
        its kind in the pinyin ("Yuxian County"), as the official romanisation does.
    """
    kinds = KINDS[level]
    stem, kind = split_kind(name, kinds)
    if level == "community" and kinds.get(kind) == "Village" and len(stem) > 2:
        stem = stem.removesuffix("村")
    stem, groups = split_groups(stem, kind)
    if len(stem) == 1 and level != "city":
        stem += kind[:1] if level != "community" else "村" if kinds.get(kind) == "Village" else ""
    *most, last = groups or [""]
    joined = f"{', '.join(most)} and {last}" if most else last
    parts = [customary or pinyin_words(stem, enclosing), joined, kinds.get(kind, "")]
    return " ".join(part for part in parts if part)
