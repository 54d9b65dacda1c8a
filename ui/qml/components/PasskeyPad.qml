import QtQuick
import QtQuick.Controls.Basic

// Six digits that a device shows, typed on big keys or a keyboard.
Card {
    id: pad

    required property string sentence
    property string digits: ""
    signal given(string digits)
    signal dismissed
    signal heard

    function type(digit) {
        if (digits.length < 6)
            digits += digit;
    }

    implicitHeight: Math.max(words.height, keys.height) + 2 * Theme.spaceXl
    focus: visible
    onVisibleChanged: {
        digits = "";
        if (visible)
            forceActiveFocus();
    }
    Keys.onPressed: event => {
        if (/^[0-9]$/.test(event.text))
            type(event.text);
        else if (event.key === Qt.Key_Backspace)
            digits = digits.slice(0, -1);
        else
            return;
        event.accepted = true;
    }

    Column {
        id: words

        x: Theme.spaceXl
        anchors.verticalCenter: parent.verticalCenter
        width: keys.x - x - Theme.spaceXl
        spacing: Theme.spaceL

        Words {
            width: parent.width
            text: pad.sentence
            font.pixelSize: Theme.typeTitle
        }

        Words {
            objectName: "passkey-digits"
            width: parent.width
            text: (pad.digits + "······").slice(0, 6).split("").join(" ")
            font.pixelSize: Theme.typeNumber
            font.bold: true
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.typeTitle
            wrapMode: Text.NoWrap
            Accessible.name: qsTr("Typed: %1").arg(pad.digits)
        }

        Flow {
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "passkey-give"
                enabled: pad.digits.length === 6
                kind: "primary"
                iconName: "check"
                text: qsTr("Connect")
                onClicked: pad.given(pad.digits)
            }

            BigButton {
                objectName: "passkey-hear"
                iconName: "volume-2"
                text: qsTr("Say it")
                onClicked: pad.heard()
            }

            BigButton {
                objectName: "passkey-dismiss"
                iconName: "x"
                text: qsTr("Stop")
                onClicked: pad.dismissed()
            }
        }
    }

    Grid {
        id: keys

        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceXl
        anchors.verticalCenter: parent.verticalCenter
        columns: 3
        spacing: Theme.spaceM

        Repeater {
            model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫"]

            Item {
                required property string modelData

                width: Theme.sizeButton
                height: Theme.sizeTarget

                BigButton {
                    objectName: "key-" + parent.modelData
                    visible: parent.modelData !== ""
                    anchors.fill: parent
                    leftPadding: 0
                    rightPadding: 0
                    corner: Theme.radiusSmall
                    text: parent.modelData
                    Accessible.name: parent.modelData === "⌫" ? qsTr("Delete the last digit") : parent.modelData
                    onClicked: parent.modelData === "⌫" ? pad.digits = pad.digits.slice(0, -1) : pad.type(parent.modelData)
                }
            }
        }
    }
}
