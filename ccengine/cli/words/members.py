"""What `ccctl member` says, in Chinese."""

CHINESE: dict[str, str] = {
    "member": "会员",
    "class": "类别",
    "PIN": "密码",
    "PIN again": "再次输入密码",
    "phones": "登记号码",
    "known from": "最近来电号码",
    "changed": "修改时间",
    "yes": "有",
    "No members.": "没有会员。",
    "{count} members imported.": "已导入 {count} 个会员。",
    "wrong PINs: not known, the engine is away": "错误密码：未知，引擎不在",
    "wrong PINs of the last hour: {told}": "最近一小时的错误密码：{told}",
    "own": "本人号码",
    "withheld": "隐藏号码",
    "a member's number has 1 to {most} digits": "会员号为 1 至 {most} 位数字",
    "a PIN has digits only": "密码只能是数字",
    "a PIN has 6 to 12 digits": "密码为 6 至 12 位数字",
    "a PIN must not repeat itself": "密码不能是重复的数字",
    "a PIN must not count up or down": "密码不能是连续的数字",
    "a PIN must not be the member's number": "密码不能是会员号",
}
