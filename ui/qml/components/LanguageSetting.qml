import QtQuick

// The language of everything; each is named in itself.
Setting {
    required property QtObject shell

    objectName: "setting-language"
    name: qsTr("Language")
    iconName: "languages"
    choices: [
        {
            "key": "zh",
            "text": "中文"
        },
        {
            "key": "en",
            "text": "English"
        }
    ]
    current: shell.language
    onChosen: key => shell.setLanguage(key)
}
