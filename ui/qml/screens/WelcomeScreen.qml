import QtQuick
import "../components"

// The first minutes, one thing a page: language, size, voice, a name, a device, a question. Each can be passed over.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject conversation
    required property QtObject devices
    readonly property string step: viewModel.step
    readonly property var sentences: ({
            "language": qsTr("Which language do you speak?"),
            "size": qsTr("Can you read this well?"),
            "voice": qsTr("How fast shall I speak?"),
            "name": qsTr("What shall I call you?"),
            "device": qsTr("Do you have a blood pressure monitor or another device?"),
            "question": qsTr("Ask me something. Tap, and say it.")
        })

    title: qsTr("Welcome to Listenwell")
    subtitle: qsTr("Step %1 of %2").arg(viewModel.number).arg(viewModel.steps)

    Words {
        objectName: "welcome-sentence"
        width: parent.width
        text: screen.sentences[screen.step]
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    LanguageSetting {
        visible: screen.step === "language"
        shell: screen.shell
    }

    SizeSetting {
        visible: screen.step === "size"
        shell: screen.shell
    }

    VoiceSetting {
        visible: screen.step === "voice"
        welcome: screen.viewModel
    }

    LineField {
        id: name

        visible: screen.step === "name"
        width: Math.min(parent.width, Theme.columnSheet)
        key: "welcome-name"
        label: qsTr("Your name, as you like to hear it")
        longest: 40
        onAccepted: screen.viewModel.giveName(text)
    }

    Notice {
        visible: screen.step === "name" && text !== ""
        width: parent.width
        text: screen.viewModel.failure
    }

    Words {
        visible: screen.step === "device"
        width: parent.width
        text: qsTr("Bluetooth devices send their readings by themselves. You can add one later, too, or type readings in.")
        color: Theme.muted
    }

    Suggestion {
        objectName: "welcome-ask"
        visible: screen.step === "question"
        width: Math.min(parent.width, Theme.columnSheet)
        text: qsTr("How do I measure my blood pressure properly?")
        onClicked: {
            screen.viewModel.finish("conversation");
            screen.conversation.ask(text);
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "welcome-device"
            visible: screen.step === "device"
            kind: "primary"
            iconName: "bluetooth"
            text: qsTr("Add a device")
            onClicked: {
                screen.viewModel.finish("devices");
                screen.devices.add();
            }
        }

        BigButton {
            objectName: "welcome-talk"
            visible: screen.step === "question"
            kind: "primary"
            iconName: "mic"
            text: qsTr("Talk")
            onClicked: screen.viewModel.finish("conversation")
        }

        BigButton {
            objectName: "welcome-next"
            kind: screen.step === "device" || screen.step === "question" ? "soft" : "primary"
            iconName: "check"
            text: screen.step === "device" ? qsTr("Later") : screen.step === "question" ? qsTr("To the home page") : qsTr("Next")
            onClicked: screen.step === "name" ? screen.viewModel.giveName(name.text) : screen.viewModel.forward()
        }

        BigButton {
            objectName: "welcome-back"
            visible: screen.viewModel.number > 1
            kind: "quiet"
            iconName: "x"
            text: qsTr("Back")
            onClicked: screen.viewModel.back()
        }

        BigButton {
            objectName: "welcome-skip"
            kind: "quiet"
            iconName: "house"
            text: qsTr("Skip all this")
            onClicked: screen.viewModel.finish("home")
        }
    }
}
