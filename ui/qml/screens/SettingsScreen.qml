import QtQuick
import "../components"

// How everything looks, sounds and is pressed, and which language it speaks; each choice shows at once.
Page {
    id: screen

    required property QtObject welcome
    required property QtObject voiceSettings

    function times(seconds) {
        return seconds.map(one => ({
                    "key": one,
                    "text": one === 0 ? qsTr("Off") : qsTr("%1 s").arg(one.toLocaleString(Qt.locale(), "f", one % 1 ? 1 : 0))
                }));
    }

    title: qsTr("Settings")

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: [["people", qsTr("People"), "users"], ["reminders", qsTr("Reminders"), "bell"], ["data", qsTr("Files and backup"), "hard-drive"], ["models", qsTr("Models"), "download"], ["cloud", qsTr("The cloud"), "cloud-upload"], ["what_left", qsTr("What left"), "send"], ["help", qsTr("How it works"), "info"]]

            BigButton {
                required property var modelData

                objectName: "open-" + modelData[0]
                text: modelData[1]
                iconName: modelData[2]
                onClicked: screen.shell.show(modelData[0])
            }
        }
    }

    LanguageSetting {
        shell: screen.shell
    }

    SizeSetting {
        shell: screen.shell
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

    VoiceSetting {
        welcome: screen.welcome
    }

    VoiceSettings {
        viewModel: screen.voiceSettings
    }

    Setting {
        objectName: "setting-captions"
        name: qsTr("Captions")
        iconName: "message-circle"
        explanation: qsTr("What is being said is shown, to be read along.")
        choices: [
            {
                "key": true,
                "text": qsTr("On")
            },
            {
                "key": false,
                "text": qsTr("Off")
            }
        ]
        current: screen.shell.captions
        onChosen: key => screen.shell.setCaptions(key)
    }

    Setting {
        objectName: "setting-motion"
        name: qsTr("Movement")
        iconName: "activity"
        choices: [
            {
                "key": false,
                "text": qsTr("Calm")
            },
            {
                "key": true,
                "text": qsTr("None")
            }
        ]
        current: screen.shell.lessMotion
        onChosen: key => screen.shell.setLessMotion(key)
    }

    Words {
        text: qsTr("Other ways to press")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Setting {
        objectName: "setting-dwell"
        name: qsTr("By resting the pointer")
        iconName: "circle-check"
        explanation: qsTr("What the pointer rests on is pressed after this time.")
        choices: screen.times(screen.shell.dwellChoices)
        current: screen.shell.dwellSeconds
        onChosen: key => screen.shell.setDwellSeconds(key)
    }

    Setting {
        objectName: "setting-scan"
        name: qsTr("By a single switch")
        iconName: "list"
        explanation: qsTr("The buttons are lit one after another; the switch, Space or Enter presses the one that is lit.")
        choices: screen.times(screen.shell.scanChoices)
        current: screen.shell.scanSeconds
        onChosen: key => screen.shell.setScanSeconds(key)
    }

    BigButton {
        objectName: "open-welcome"
        leastHeight: Theme.sizeTarget
        kind: "quiet"
        fontSize: Theme.typeControl
        iconName: "refresh-cw"
        text: qsTr("The first steps")
        onClicked: screen.shell.show("welcome")
    }
}
