import QtQuick
import "../components"

// Whoever signed in takes another PIN: the present one, then the new one.
Column {
    id: own

    required property QtObject staff
    property string step: ""
    property string present: ""

    spacing: Theme.spaceM

    Words {
        visible: own.step !== ""
        width: parent.width
        text: own.step === "present" ? qsTr("Type your present PIN.") : qsTr("Now type the new one: 6 to 12 digits.")
    }

    PinKeys {
        id: pad

        visible: own.step !== ""
        width: parent.width
        onGiven: pin => {
            if (own.step === "present") {
                own.present = pin;
                own.step = "new";
            } else {
                own.staff.changePin(own.present, pin);
                own.step = own.present = "";
            }
        }
    }

    BigButton {
        objectName: "change-pin"
        kind: own.step === "" ? "soft" : "quiet"
        iconName: own.step === "" ? "lock" : "x"
        text: own.step === "" ? qsTr("Change my PIN") : qsTr("Leave it as it is")
        onClicked: {
            own.present = "";
            own.step = own.step === "" ? "present" : "";
            pad.forceActiveFocus();
        }
    }
}
