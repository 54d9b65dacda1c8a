import QtQuick

// How fast the voice speaks, to be heard at once.
Setting {
    id: setting

    required property QtObject welcome

    objectName: "setting-voice"
    name: qsTr("Voice")
    iconName: "volume-2"
    choices: {
        const names = [qsTr("Slow"), qsTr("Normal"), qsTr("Fast")];
        return welcome.voiceSpeeds.map((speed, number) => ({
                    "key": speed,
                    "text": names[number]
                }));
    }
    current: welcome.voiceSpeed
    onChosen: key => welcome.setVoiceSpeed(key)

    extra: [
        BigButton {
            objectName: "voice-try"
            leastHeight: Theme.sizeTarget
            fontSize: Theme.typeControl
            iconName: "volume-2"
            text: qsTr("Try it")
            onClicked: setting.welcome.tryVoice()
        },
        Notice {
            width: parent.width
            text: setting.welcome.failure
        }
    ]
}
