"""What `ccctl caller` says, in Chinese."""

CHINESE: dict[str, str] = {
    "{number} is no number: nobody's, and compared with nothing.": "{number} 不是号码：不与任何号码比较。",
    "form": "统一形式",
    "also written": "其他写法",
    "area": "归属地",
    "mobile carrier": "运营商",
}
