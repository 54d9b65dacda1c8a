import QtQuick
import QtQuick.Controls.Basic

// The lower part of the conversation: the orb, what it is doing in words, and the way to type or show a photo.
Rectangle {
    id: panel

    required property QtObject conversation
    readonly property string talkState: conversation.state
    property bool typing: false
    property bool held: false
    readonly property bool writing: typing && !conversation.busy
    signal photoWanted

    function words() {
        return {
            "idle": qsTr("Tap to talk"),
            "listening": qsTr("Listening…"),
            "thinking": qsTr("Thinking…"),
            "speaking": qsTr("Speaking…"),
            "error": qsTr("That did not work"),
            "blocked": qsTr("The microphone is off")
        }[talkState];
    }

    function submit() {
        if (field.text.trim() === "")
            return;
        conversation.ask(field.text);
        field.clear();
    }

    implicitHeight: Math.max(Theme.sizeTalkPanel, said.implicitHeight + 2 * Theme.spaceL)
    color: Theme.surface
    onTalkStateChanged: {
        explanation.visible = false;
        state.Accessible.announce(words());
    }
    onTypingChanged: if (typing)
        field.forceActiveFocus()

    // A microphone that is plugged in is noticed without a tap.
    Timer {
        interval: Theme.waitMicrophone
        repeat: true
        running: panel.talkState === "blocked"
        onTriggered: panel.conversation.checkMicrophone()
    }

    Rectangle {
        width: parent.width
        height: Theme.sizeBorder
        color: Theme.line
    }

    TalkOrb {
        id: orb

        objectName: "orb"
        x: Theme.spaceXxl
        anchors.verticalCenter: parent.verticalCenter
        visible: !panel.writing
        talkState: panel.talkState
        level: panel.conversation.level
        onClicked: if (!panel.held)
            panel.conversation.tap()
        // Held down, it listens as long as the finger stays.
        onPressAndHold: if (!panel.conversation.busy) {
            panel.held = true;
            panel.conversation.tap();
        }
        onReleased: if (panel.held) {
            panel.conversation.finish();
            Qt.callLater(() => panel.held = false);
        }
    }

    Column {
        id: said

        anchors.left: panel.writing ? parent.left : orb.right
        anchors.right: buttons.left
        anchors.leftMargin: panel.writing ? Theme.spaceXxl : Theme.spaceXl
        anchors.rightMargin: Theme.spaceXl
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceM

        Words {
            id: state

            width: parent.width
            text: panel.words()
            visible: !panel.writing
            color: panel.talkState === "error" || panel.talkState === "blocked" ? Theme.warn : Theme.primary
            font.pixelSize: Theme.typeTitle
            font.bold: true
        }

        WaveBars {
            visible: panel.talkState === "listening"
            level: panel.conversation.level
            running: visible
            width: parent.width
            clip: true
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: panel.talkState === "listening" && panel.conversation.partial !== "" ? qsTr("\"%1\"").arg(panel.conversation.partial) : ""
            color: Theme.muted
            font.pixelSize: Theme.typeControl
            maximumLineCount: 2
            elide: Text.ElideRight
        }

        Words {
            id: explanation

            width: parent.width
            visible: false
            text: qsTr("Looking through your readings and the library")
            color: Theme.muted
            font.pixelSize: Theme.typeControl

            Timer {
                interval: Theme.waitExplain
                running: panel.talkState === "thinking"
                onTriggered: explanation.visible = true
            }
        }

        Words {
            width: parent.width
            visible: text !== "" && !panel.writing
            text: panel.conversation.trouble !== "" ? panel.conversation.trouble : panel.talkState === "idle" && Theme.textScale < 1.5 ? qsTr("Ask about your readings or your health.") : ""
            color: Theme.muted
            font.pixelSize: Theme.typeControl
            maximumLineCount: 4
            elide: Text.ElideRight
        }

        Row {
            width: parent.width
            spacing: Theme.spaceM
            visible: panel.writing

            TextField {
                id: field

                objectName: "question"
                width: parent.width - send.width - parent.spacing
                height: send.height
                leftPadding: Theme.spaceL
                rightPadding: Theme.spaceL
                color: Theme.text
                placeholderText: qsTr("Type your question")
                placeholderTextColor: Theme.muted
                selectionColor: Theme.primary
                selectedTextColor: Theme.onPrimary
                font.pixelSize: Theme.typeBody
                maximumLength: panel.conversation.longestQuestion
                Accessible.role: Accessible.EditableText
                Accessible.name: placeholderText
                onAccepted: panel.submit()

                background: Rectangle {
                    radius: Theme.radiusCard
                    color: Theme.surface
                    border.width: field.activeFocus ? Theme.sizeFocusRing : Theme.sizeBorder
                    border.color: field.activeFocus ? Theme.focus : Theme.outline
                }
            }

            BigButton {
                id: send

                objectName: "send-question"
                text: qsTr("Ask")
                iconName: "send"
                kind: "primary"
                enabled: field.text.trim() !== ""
                onClicked: panel.submit()
            }
        }
    }

    Column {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceXxl
        anchors.verticalCenter: parent.verticalCenter
        readonly property real widest: Math.max(stop.implicitWidth, photo.implicitWidth, type.implicitWidth)

        spacing: Theme.spaceM

        BigButton {
            id: stop

            objectName: "stop"
            visible: panel.conversation.busy
            width: buttons.widest
            text: qsTr("Stop")
            iconName: "square"
            kind: "danger"
            onClicked: panel.conversation.stop()
        }

        BigButton {
            id: photo

            objectName: "photo"
            visible: !panel.conversation.busy
            width: buttons.widest
            text: qsTr("Photo")
            iconName: "camera"
            onClicked: panel.photoWanted()
        }

        BigButton {
            id: type

            objectName: "type"
            width: buttons.widest
            text: panel.typing ? qsTr("Talk") : qsTr("Type")
            iconName: panel.typing ? "mic" : "keyboard"
            onClicked: panel.typing = !panel.typing
        }
    }
}
