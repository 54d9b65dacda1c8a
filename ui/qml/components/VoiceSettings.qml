import QtQuick

// Hearing and speaking: loudness, what is heard and spoken on, the language, the wake word, hands free.
Column {
    id: settings

    required property QtObject viewModel
    readonly property var values: viewModel.values
    readonly property bool read: values.microphones !== undefined

    function onOff() {
        return [
            {
                "key": true,
                "text": qsTr("On")
            },
            {
                "key": false,
                "text": qsTr("Off")
            }
        ];
    }

    width: parent ? parent.width : 0
    spacing: Theme.spaceL
    Component.onCompleted: viewModel.look()

    Notice {
        objectName: "voice-failure"
        width: parent.width
        text: settings.viewModel.failure
    }

    Setting {
        objectName: "setting-loudness"
        name: qsTr("Loudness of the voice")
        iconName: "volume-2"
        explanation: settings.values.voiceWords ?? ""
        choices: {
            const names = [qsTr("Soft"), qsTr("Normal"), qsTr("Loud"), qsTr("Very loud")];
            return settings.viewModel.loudnesses.map((loudness, number) => ({
                        "key": loudness,
                        "text": names[number]
                    }));
        }
        current: settings.values.loudness ?? 1
        onChosen: key => settings.viewModel.choose("loudness", key)
    }

    Setting {
        objectName: "setting-microphone"
        name: qsTr("Microphone")
        iconName: "mic"
        explanation: settings.values.soundWords ?? ""
        choices: settings.values.microphones ?? []
        current: settings.values.microphone ?? ""
        onChosen: key => settings.viewModel.choose("microphone", key)

        extra: [
            BigButton {
                objectName: "microphone-try"
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: settings.viewModel.trying ? "square" : "mic"
                text: settings.viewModel.trying ? qsTr("Say something…") : qsTr("Try it")
                onClicked: settings.viewModel.tryMicrophone()
            },
            WaveBars {
                width: parent.width
                visible: settings.viewModel.trying
                level: settings.viewModel.level
                running: visible
                clip: true
            },
            Notice {
                objectName: "microphone-heard"
                width: parent.width
                kind: "ok"
                text: settings.viewModel.heard === "" ? "" : qsTr("I heard: %1").arg(settings.viewModel.heard)
            }
        ]
    }

    Setting {
        objectName: "setting-loudspeaker"
        name: qsTr("Loudspeaker")
        iconName: "volume-2"
        choices: settings.values.loudspeakers ?? []
        current: settings.values.loudspeaker ?? ""
        onChosen: key => settings.viewModel.choose("loudspeaker", key)
    }

    Setting {
        objectName: "setting-spoken-language"
        name: qsTr("You speak")
        iconName: "languages"
        explanation: settings.values.secondWords ?? ""
        choices: [
            {
                "key": "auto",
                "text": qsTr("Either")
            },
            {
                "key": "zh",
                "text": "中文"
            },
            {
                "key": "en",
                "text": "English"
            }
        ]
        current: settings.values.language ?? "auto"
        onChosen: key => settings.viewModel.choose("language", key)
    }

    Setting {
        objectName: "setting-hands-free"
        name: qsTr("Hands free")
        iconName: "hand"
        explanation: qsTr("After an answer the microphone stays open for a moment, so that you can go on.")
        choices: settings.onOff()
        current: settings.values.handsFree ?? false
        onChosen: key => settings.viewModel.choose("hands_free", key)
    }

    Setting {
        objectName: "setting-wake-word"
        name: qsTr("A word that wakes it")
        iconName: "mic"
        explanation: qsTr("It listens for this word all the time, on this machine only.") + " " + (settings.values.licence ?? "")
        choices: settings.values.wakeWords ?? []
        current: settings.values.wakeWord ?? "off"
        onChosen: key => settings.viewModel.choose("wake_word", key)
    }
}
