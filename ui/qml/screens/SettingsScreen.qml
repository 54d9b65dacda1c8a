import QtQuick
import "../components"

// How everything looks and which language it speaks; each choice shows at once.
Page {
    id: screen

    title: qsTr("Settings")

    component Setting: Card {
        id: setting

        required property string name
        required property string iconName
        required property var choices
        required property var current
        signal chosen(var key)

        width: parent ? parent.width : 0
        height: rows.height + 2 * Theme.spaceL

        Column {
            id: rows

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM

            Row {
                spacing: Theme.spaceM

                IconTile {
                    name: setting.iconName
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: setting.name
                    font.bold: true
                }
            }

            RangeTabs {
                width: parent.width
                Accessible.name: setting.name
                choices: setting.choices
                current: setting.current
                onChosen: key => setting.chosen(key)
            }
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: [["people", qsTr("People"), "users"], ["reminders", qsTr("Reminders"), "bell"], ["data", qsTr("Files and backup"), "hard-drive"]]

            BigButton {
                required property var modelData

                objectName: "open-" + modelData[0]
                text: modelData[1]
                iconName: modelData[2]
                onClicked: screen.shell.show(modelData[0])
            }
        }
    }

    Setting {
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
        current: screen.shell.language
        onChosen: key => screen.shell.setLanguage(key)
    }

    Setting {
        objectName: "setting-theme"
        name: qsTr("Colours")
        iconName: "contrast"
        choices: [
            {
                "key": "light",
                "text": qsTr("Light"),
                "icon": "sun"
            },
            {
                "key": "dark",
                "text": qsTr("Dark"),
                "icon": "moon"
            },
            {
                "key": "contrast",
                "text": qsTr("High contrast"),
                "icon": "contrast"
            },
            {
                "key": "system",
                "text": qsTr("As the system"),
                "icon": "monitor"
            }
        ]
        current: screen.shell.theme
        onChosen: key => screen.shell.setTheme(key)
    }

    Setting {
        objectName: "setting-text-size"
        name: qsTr("Text size")
        iconName: "a-large-small"
        choices: {
            const names = [qsTr("Normal"), qsTr("Large"), qsTr("Larger"), qsTr("Largest")];
            return screen.shell.textScales.map((scale, number) => ({
                        "key": scale,
                        "text": names[number]
                    }));
        }
        current: screen.shell.textScale
        onChosen: key => screen.shell.setTextScale(key)
    }
}
